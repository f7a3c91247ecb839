package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * What {@code replay} reports.
 *
 * @param seconds how long the capture lasted
 * @param speed how many times as fast it was replayed
 * @param own addresses taken for the host's own
 * @param services TCP ports on which the host answered in the capture
 */
@Json
public record ReplayView(
    String file,
    long packets,
    double seconds,
    double speed,
    List<String> own,
    List<Integer> services,
    long fed,
    long outgoing,
    long notForUs,
    long unreadable,
    long tooLong,
    List<Sender> banned,
    List<Sender> observed,
    List<Sender> exempt) {
  /**
   * Somebody who would have been banned, or recorded, or was exempt.
   *
   * @param address the ban: the sender or a network around it
   * @param packet number of the packet that led to it, counted from 1
   * @param reason of the exemption; empty for the others
   */
  @Json
  public record Sender(
      String address,
      String sender,
      String trigger,
      String evidence,
      int port,
      long packet,
      String reason) {}
}
