package org.portsnare.replay;

import java.util.List;

/**
 * The result of a replay.
 *
 * @param packets number of packets that were fed, and that were not
 * @param banned senders that would have been banned, in the order of the packets
 * @param exempt senders that would have been banned without an exemption
 * @param tally counts of the senders of SYNs
 * @param missed the first senders of SYNs that were neither banned nor exempt
 */
public record Outcome(
    Packets packets, List<Verdict> banned, List<Exempt> exempt, Tally tally, List<Missed> missed) {
  public Outcome {
    banned = List.copyOf(banned);
    exempt = List.copyOf(exempt);
    missed = List.copyOf(missed);
  }

  /**
   * Counts of the packets.
   *
   * @param fed packets that the rules got
   * @param outgoing packets of the host itself, which were not fed
   * @param notForUs packets to other hosts, which were not fed
   * @param unreadable frames and packets that are not IP
   * @param tooLong packets longer than 1500 bytes: data of open connections
   * @param loopback packets to or from loopback addresses, which are never on a wire
   */
  public record Packets(
      long fed, long outgoing, long notForUs, long unreadable, long tooLong, long loopback) {}

  /**
   * An exempt sender.
   *
   * @param verdict the verdict without the exemption
   * @param reason the reason of the exemption
   */
  public record Exempt(Verdict verdict, String reason) {}
}
