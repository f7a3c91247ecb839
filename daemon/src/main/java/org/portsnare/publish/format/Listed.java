package org.portsnare.publish.format;

import java.util.List;
import org.portsnare.ban.Prefix;
import org.portsnare.publish.output.Output;

/**
 * A ban as it is published. Values are converted to text once, for all formats.
 *
 * @param address the prefix as text
 * @param firstSeen in RFC 3339
 * @param lastSeen in RFC 3339
 * @param ports empty if they are hidden
 * @param protocol {@code tcp}, {@code udp}, or empty
 * @param trigger its label
 * @param evidence its label
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Listed(
    Prefix prefix,
    byte[] address,
    byte[] firstSeen,
    byte[] lastSeen,
    List<Integer> ports,
    byte[] protocol,
    byte[] trigger,
    byte[] evidence,
    boolean confirmed,
    long hits,
    long dropped) {

  /** Writes the ports with {@code separator} between them. */
  void writePorts(Output out, char separator) {
    for (int i = 0; i < ports.size(); i++) {
      if (i > 0) out.write(separator);
      out.write((long) ports.get(i));
    }
  }
}
