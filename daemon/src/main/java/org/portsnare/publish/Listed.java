package org.portsnare.publish;

import java.util.List;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;

/**
 * A ban as it is published.
 *
 * @param address the prefix as text
 * @param firstSeen in RFC 3339
 * @param lastSeen in RFC 3339
 * @param ports empty where they are hidden
 * @param protocol {@code tcp}, {@code udp}, or empty
 */
@SuppressWarnings("ArrayRecordComponent") // no two are ever compared
record Listed(
    Prefix prefix,
    byte[] address,
    byte[] firstSeen,
    byte[] lastSeen,
    List<Integer> ports,
    String protocol,
    Trigger trigger,
    Evidence evidence,
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
