package org.portsnare.replay;

import java.util.List;

/**
 * What came of a replay.
 *
 * @param packets how many were fed, and how many were not
 * @param banned who would have been banned, in the order of the packets
 * @param exempt who would have been banned but for an exemption
 * @param tally what became of the senders of SYNs
 * @param missed the first of those that sent SYNs and were neither banned nor exempt
 */
public record Outcome(
    Packets packets, List<Verdict> banned, List<Exempt> exempt, Tally tally, List<Missed> missed) {
  public Outcome {
    banned = List.copyOf(banned);
    exempt = List.copyOf(exempt);
    missed = List.copyOf(missed);
  }

  /**
   * What became of the packets.
   *
   * @param fed packets that were given to the rules
   * @param outgoing packets of the host itself, which were not
   * @param notForUs packets to somebody else, which were not
   * @param unreadable frames and packets that are not IP
   * @param tooLong packets longer than 1500 bytes: data of open connections
   * @param loopback packets to or from loopback addresses, which never come by a wire
   */
  public record Packets(
      long fed, long outgoing, long notForUs, long unreadable, long tooLong, long loopback) {}

  /**
   * Somebody who was exempt.
   *
   * @param verdict what would have been without the exemption
   * @param reason of the exemption
   */
  public record Exempt(Verdict verdict, String reason) {}
}
