package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report of {@code replay}.
 *
 * @param senders counts of the senders of SYNs, by outcome
 * @param missed the first senders that were neither caught nor exempt
 */
@Json
public record ReplayView(
    String file,
    Capture capture,
    Packets packets,
    List<Sender> banned,
    List<Sender> observed,
    List<Sender> exempt,
    Tally senders,
    List<Missed> missed) {
  /**
   * What was found in the capture before.
   *
   * @param packets number of its packets
   * @param seconds its duration
   * @param speed multiple of the captured speed
   * @param own the host's own addresses, named or found
   * @param services TCP ports on which the host answered in it
   */
  @Json
  public record Capture(
      long packets, double seconds, double speed, List<String> own, List<Integer> services) {}

  /**
   * What became of its packets.
   *
   * @param fed packets that the table has seen
   * @param loopback packets to or from loopback addresses, which were not fed
   * @param notLookedInto kinds of packets whose inner packets were not read, by name, with counts
   */
  @Json
  public record Packets(
      long fed,
      long outgoing,
      long notForUs,
      long unreadable,
      long tooLong,
      long loopback,
      Map<String, Long> notLookedInto) {}

  /**
   * A sender that would have been banned or recorded, or was exempt.
   *
   * @param address the ban: the sender or a network around it
   * @param packet number of the packet that led to it, counted from 1
   * @param nth number of that packet among the sender's packets to the host, counted from 1
   * @param time time of that packet in the capture
   * @param reason reason of the exemption; empty without one
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
   * Counts of the senders of SYNs to the host, by outcome.
   *
   * @param first senders that were caught at their first packet
   * @param uncounted SYNs of further senders, above the maximum number of senders
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
    /** The sum of both. */
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
