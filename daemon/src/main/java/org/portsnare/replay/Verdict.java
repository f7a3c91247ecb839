package org.portsnare.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
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
 * @param nth which of the sender's packets to the host it is, counted from 1; 0 if it is not known
 * @param time when it was captured; null if it is not known
 * @param observed whether it would only have been recorded
 */
public record Verdict(
    Prefix banned,
    Prefix sender,
    Trigger trigger,
    Evidence evidence,
    int port,
    long packet,
    long nth,
    @Nullable Instant time,
    boolean observed) {
  Verdict confirmed() {
    return new Verdict(
        banned, sender, trigger, Evidence.CONFIRMED, port, packet, nth, time, observed);
  }

  /** The same, with what the capture says of its packet. */
  Verdict of(long number, long which, Instant when) {
    return new Verdict(banned, sender, trigger, evidence, port, number, which, when, observed);
  }
}
