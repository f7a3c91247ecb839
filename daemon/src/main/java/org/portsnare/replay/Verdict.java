package org.portsnare.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;

/**
 * A sender that would have been banned, and the packet that led to it.
 *
 * @param banned the prefix that would have been banned: the sender or a network around it
 * @param sender the single address that sent the packet
 * @param port the port that was touched; 0 if the packet has none
 * @param packet number of the packet in the capture, counted from 1; 0 if it is not known
 * @param nth number of the packet among the sender's packets to the host, counted from 1; 0 if it
 *     is not known
 * @param time when the packet was captured; null if it is not known
 * @param observed whether the sender would only have been recorded
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

  /** The same verdict, with the data of its packet from the capture. */
  Verdict of(long number, long which, Instant when) {
    return new Verdict(banned, sender, trigger, evidence, port, number, which, when, observed);
  }
}
