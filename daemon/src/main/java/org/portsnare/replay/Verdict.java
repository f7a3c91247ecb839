package org.portsnare.replay;

import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;

/**
 * Who would have been banned, and by which packet.
 *
 * @param banned the sender or a network around it
 * @param sender the single address the packet came from
 * @param port that was touched; 0 where the packet has none
 * @param packet its number in the capture, counted from 1; 0 if it is not known
 * @param observed whether it would only have been recorded
 */
public record Verdict(
    Prefix banned,
    Prefix sender,
    Trigger trigger,
    Evidence evidence,
    int port,
    long packet,
    boolean observed) {
  Verdict confirmed() {
    return new Verdict(banned, sender, trigger, Evidence.CONFIRMED, port, packet, observed);
  }
}
