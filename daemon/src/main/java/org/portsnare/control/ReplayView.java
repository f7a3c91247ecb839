package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code replay} reports.
 *
 * @param seconds how long the capture lasted
 * @param speed how many times as fast it was replayed
 * @param own addresses taken for the host's own
 * @param services TCP ports on which the host answered in the capture
 * @param loopback packets to or from loopback addresses, which were not fed
 * @param notLookedInto what carries packets inside that nobody looked at, by name, and how often
 * @param senders what became of the senders of SYNs
 * @param missed the first of those that were neither caught nor exempt
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
    long loopback,
    Map<String, Long> notLookedInto,
    List<Sender> banned,
    List<Sender> observed,
    List<Sender> exempt,
    Tally senders,
    List<Missed> missed) {
  /**
   * Somebody who would have been banned, or recorded, or was exempt.
   *
   * @param address the ban: the sender or a network around it
   * @param packet number of the packet that led to it, counted from 1
   * @param nth which of the sender's packets to the host that is, counted from 1
   * @param time when it was captured
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
      long nth,
      @Nullable Instant time,
      String reason) {}

  /**
   * What became of the senders of SYNs to the host.
   *
   * @param first how many were caught at their first packet
   * @param uncounted SYNs of senders above the limit of those that are told apart
   */
  @Json
  public record Tally(
      long senders,
      long caught,
      long first,
      long second,
      long later,
      long exempt,
      long missed,
      long uncounted) {
    /** Both together. */
    public Tally plus(Tally other) {
      return new Tally(
          senders + other.senders,
          caught + other.caught,
          first + other.first,
          second + other.second,
          later + other.later,
          exempt + other.exempt,
          missed + other.missed,
          uncounted + other.uncounted);
    }
  }

  /**
   * A sender of SYNs that no rule caught.
   *
   * @param ports the first eight of the ports that it touched
   */
  @Json
  public record Missed(String sender, long syns, List<Integer> ports) {}
}
