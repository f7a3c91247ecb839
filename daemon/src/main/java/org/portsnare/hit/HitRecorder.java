package org.portsnare.hit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.packet.PacketHeader;

/**
 * Turns hits into bans in the ledger. The kernel has banned the sender already, for the time of a
 * first ban; who comes again gets his longer time here. One thread uses it.
 */
public final class HitRecorder {
  /** Hits that are written by one commit. */
  private static final int BATCH = 5_000;

  /** NFLOG holds an event back for 100 ms; one this old cannot still be under way. */
  private static final Duration UNBAN_MEMORY = Duration.ofSeconds(2);

  private static final int MAX_UNBANNED = 10_000;

  private final HitQueue queue;
  private final HitQueue.Hit hit = new HitQueue.Hit();
  private final PacketHeader header = new PacketHeader();
  private final IntFunction<String> interfaceNames;
  private final HitListener listener;
  private final Map<Prefix, Instant> unbanned = new LinkedHashMap<>();
  private final List<Ban> longer = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private long unreadable;

  private record Told(Instant time, Prefix sender, int port, Ban ban, boolean isNew) {}

  /**
   * @param interfaceNames the name of an interface by its index
   * @param listener is told of hits after they were committed
   */
  public HitRecorder(HitQueue queue, IntFunction<String> interfaceNames, HitListener listener) {
    this.queue = queue;
    this.interfaceNames = interfaceNames;
    this.listener = listener;
  }

  /**
   * Writes the hits that wait into the ledger, up to a limit; they are taken off the queue once
   * they are committed, so a failure loses none.
   *
   * @param exempt whether an address must not be banned; the kernel may learn that after the hit
   * @return whether there are more
   */
  public boolean record(
      Ledger ledger, Firewall firewall, Ruleset ruleset, Predicate<Prefix> exempt) {
    int count = Math.min(queue.size(), BATCH);
    if (count == 0) return false;
    longer.clear();
    told.clear();
    List<Prefix> mistaken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      queue.peek(i, hit);
      if (!header.decode(hit.packet(), 0, hit.length())) {
        unreadable++;
        continue;
      }
      Prefix sender = sender();
      Prefix prefix = ruleset.banOf(sender);
      if (exempt.test(prefix)) mistaken.add(prefix);
      else record(ledger, firewall, ruleset, sender, prefix);
    }
    ledger.commit();
    queue.remove(count);
    firewall.update(longer);
    firewall.remove(mistaken);
    for (Told hit : told) listener.hit(hit.time, hit.sender, hit.port, hit.ban, hit.isNew);
    return queue.size() > 0;
  }

  private Prefix sender() {
    boolean ipv6 = header.ipv6();
    return Prefix.of(hit.packet(), header.sourceAt(), ipv6, ipv6 ? 128 : 32);
  }

  private void record(
      Ledger ledger, Firewall firewall, Ruleset ruleset, Prefix sender, Prefix prefix) {
    Instant time = Instant.ofEpochMilli(hit.timeMillis());
    Optional<Ban> active = ledger.active(prefix);
    if (active.isPresent()) {
      ledger.addHits(prefix, 1);
      told.add(new Told(time, sender, header.destinationPort(), active.get(), false));
      return;
    }
    Ban ban = newBan(ledger, ruleset.config().ban().policy(), prefix, time);
    if (wasUnbanned(firewall, ban)) return;
    ledger.insert(ban, Arrays.copyOf(hit.packet(), hit.length()));
    if (ban.nth() > 1) longer.add(ban);
    told.add(new Told(time, sender, header.destinationPort(), ban, true));
  }

  private Ban newBan(Ledger ledger, BanPolicy policy, Prefix prefix, Instant time) {
    int nth = ledger.bansOf(prefix) + 1;
    Lifetime lifetime = policy.lifetime(nth);
    return new Ban(
        prefix,
        time,
        lifetime.end(time),
        false,
        Trigger.SYN,
        Evidence.PROBABLE,
        "tcp",
        header.destinationPort(),
        1,
        0,
        nth,
        "",
        interfaceNames.apply(hit.inputInterface()));
  }

  /** Whether this hit is from before the ban was lifted by hand: then the kernel has it no more. */
  private boolean wasUnbanned(Firewall firewall, Ban ban) {
    Instant when = unbanned.get(ban.prefix());
    if (when == null || ban.since().isAfter(when.plus(UNBAN_MEMORY))) return false;
    boolean[] gone = {false};
    firewall.lookUp(List.of(ban), (_, _, _) -> {}, _ -> gone[0] = true);
    return gone[0];
  }

  /** Notes that a ban was lifted by hand, in case a hit of before is still on its way. */
  public void unbanned(Prefix prefix, Instant when) {
    unbanned.values().removeIf(time -> time.isBefore(when.minus(UNBAN_MEMORY)));
    if (unbanned.size() < MAX_UNBANNED) unbanned.put(prefix, when);
  }

  /** Whether every hit that was read is in the ledger. */
  public boolean isIdle() {
    return queue.size() == 0;
  }

  /** Hits whose packet could not be read as IP. */
  public long unreadable() {
    return unreadable;
  }
}
