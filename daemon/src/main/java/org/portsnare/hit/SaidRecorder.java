package org.portsnare.hit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.Enforcer;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.packet.PacketHeader;
import org.portsnare.said.Visitor;

/**
 * Keeps what banned senders say behind their handshake with their ban, and makes that short if they
 * are browsers. One thread uses it.
 */
public final class SaidRecorder {
  private static final int BATCH = 500;

  /** A scanner that imitates a browser gains by it once in this time. */
  private static final Duration ONCE_IN = Duration.ofDays(1);

  private final HitQueue queue;
  private final HitQueue.Hit hit;
  private final PacketHeader header = new PacketHeader();
  private final List<Term> shortened = new ArrayList<>();
  private final List<BanEvent> told = new ArrayList<>();
  private final BanEvents events;

  /**
   * @param events are published after the words were committed
   */
  public SaidRecorder(HitQueue queue, BanEvents events) {
    this.queue = queue;
    this.events = events;
    this.hit = queue.cursor();
  }

  /** Whether nothing waits to be written. */
  public boolean isIdle() {
    return queue.size() == 0;
  }

  /** Writes what waits into the ledger; the bans must be there already. */
  public void record(Ledger ledger, Enforcer enforcer, Ruleset ruleset) {
    int count = Math.min(queue.size(), BATCH);
    if (count == 0) return;
    shortened.clear();
    told.clear();
    for (int i = 0; i < count; i++) {
      queue.peek(i, hit);
      if (header.decode(hit.packet(), 0, hit.length())) record(ledger, ruleset);
    }
    ledger.commit();
    queue.remove(count);
    enforcer.unconfirm(shortened.stream().map(Term::prefix).toList());
    enforcer.updatePresent(shortened);
    told.forEach(events::publish);
  }

  private void record(Ledger ledger, Ruleset ruleset) {
    byte[] packet = Arrays.copyOf(hit.packet(), hit.length());
    int from = header.payloadAt();
    // Only words, and no bare ACK or FIN.
    if (from >= packet.length) return;
    Prefix prefix = ruleset.banOf(header.sender());
    Instant time = Instant.ofEpochMilli(hit.timeMillis());
    ledger.say(prefix, time, packet, from, Ruleset.SAID_PACKETS);
    Lifetime lifetime = ruleset.config().ban().browser();
    if (lifetime.isForever()) return;
    Visitor.of(packet, from, packet.length)
        .ifPresent(visitor -> shorten(ledger, prefix, time, lifetime, visitor));
  }

  private void shorten(
      Ledger ledger, Prefix prefix, Instant time, Lifetime lifetime, String visitor) {
    Optional<Ban> active = ledger.active(prefix).filter(ban -> isOfPackets(ban) && !ban.fixed());
    if (active.isEmpty()) return;
    Instant end = time.plusMillis(lifetime.millis());
    Instant before = active.get().expires();
    if (before != null && !end.isBefore(before)) return;
    Optional<Instant> last = ledger.lastBrowser(prefix);
    if (last.isPresent() && last.get().plus(ONCE_IN).isAfter(time)) return;
    Ban ban = active.get().ofBrowser(end, visitor);
    ledger.ofBrowser(ban);
    shortened.add(ban.term());
    if (events.wanted(BanEvent.Kind.SHORTENED)) told.add(new BanEvent.Shortened(time, ban));
  }

  private static boolean isOfPackets(Ban ban) {
    return ban.trigger() == Trigger.SYN || ban.trigger() == Trigger.HANDSHAKE;
  }
}
