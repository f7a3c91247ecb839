package org.portsnare.hit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.fact.Tools;
import org.portsnare.firewall.Enforcer;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.packet.PacketHeader;

/**
 * Turns hits into bans in the ledger. The kernel has banned the sender already, for the time of a
 * first ban; who comes again gets his longer time here. One thread uses it.
 */
public final class HitRecorder {
  /** Hits that are written by one commit. */
  private static final int BATCH = 10_000;

  /** Hits whose senders are looked up in the past together. */
  private static final int CHUNK = 1_000;

  /** NFLOG holds an event back for 100 ms; one this old cannot still be under way. */
  private static final Duration UNBAN_MEMORY = Duration.ofSeconds(2);

  private static final int MAX_UNBANNED = 10_000;

  private static final int SYN = 0x02;
  private static final int FIN_SYN_RST_ACK = 0x17;

  private final HitQueue queue;
  private final HitQueue.Hit hit;
  private final PacketHeader header = new PacketHeader();
  private final IntFunction<String> interfaceNames;
  private final BanEvents events;
  private final Map<Prefix, Instant> unbanned = new LinkedHashMap<>();
  private final List<Term> changed = new ArrayList<>();
  private final List<Ban> grown = new ArrayList<>();
  private final List<Term> missed = new ArrayList<>();
  private final List<Term> confirmed = new ArrayList<>();
  private final Map<Boolean, Long> room = new HashMap<>();
  private final List<BanEvent> told = new ArrayList<>();
  private HitKind kind = HitKind.NONE;
  private final long[] hits = new long[Trigger.values().length];
  private long unreadable;
  private long bans;
  private long fresh;
  private long commits;
  private long recordNanos;
  private long commitNanos;
  private long kernelNanos;

  /** What {@link #record} works with, for one batch. */
  private record Books(Ledger ledger, Enforcer enforcer, Ruleset ruleset) {
    BanPolicy policy() {
      return ruleset.config().ban().policy();
    }
  }

  /**
   * @param interfaceNames the name of an interface by its index
   * @param events are published after the hits were committed
   */
  public HitRecorder(HitQueue queue, IntFunction<String> interfaceNames, BanEvents events) {
    this.queue = queue;
    this.hit = queue.cursor();
    this.interfaceNames = interfaceNames;
    this.events = events;
  }

  /**
   * Writes the hits that wait into the ledger, up to a limit; they are taken off the queue once
   * they are committed, so a failure loses none.
   *
   * @param exempt whether an address must not be banned; the kernel may learn that after the hit
   * @return whether there are more
   */
  public boolean record(
      Ledger ledger, Enforcer enforcer, Ruleset ruleset, Predicate<Prefix> exempt) {
    int count = Math.min(queue.size(), BATCH);
    if (count == 0) return false;
    long begun = System.nanoTime();
    changed.clear();
    grown.clear();
    missed.clear();
    confirmed.clear();
    room.clear();
    told.clear();
    fresh = 0;
    List<Prefix> mistaken = new ArrayList<>();
    Books books = new Books(ledger, enforcer, ruleset);
    for (int from = 0; from < count; from += CHUNK) {
      record(books, from, Math.min(count, from + CHUNK), exempt, mistaken);
    }
    long recorded = System.nanoTime();
    ledger.commit();
    queue.remove(count);
    bans += fresh;
    long committed = System.nanoTime();
    enforcer.remove(mistaken);
    enforcer.confirm(confirmed);
    enforcer.add(missed);
    enforcer.updatePresent(changed);
    if (!grown.isEmpty() && !enforcer.addNetworks(grown)) {
      enforcer.loadNetworks(ledger.networks(books.policy()));
    }
    commits++;
    recordNanos += recorded - begun;
    commitNanos += committed - recorded;
    kernelNanos += System.nanoTime() - committed;
    told.forEach(events::publish);
    for (Ban network : grown) {
      if (events.wanted(BanEvent.Kind.MADE)) {
        events.publish(new BanEvent.Made(network.since(), network, null));
      }
    }
    return queue.size() > 0;
  }

  /** Bans that were confirmed since the last call: whatever is open to their senders is to end. */
  public List<Prefix> takeConfirmed() {
    List<Prefix> taken = confirmed.stream().map(Term::prefix).toList();
    confirmed.clear();
    return taken;
  }

  private boolean readHit(int index) {
    queue.peek(index, hit);
    return header.decode(hit.packet(), 0, hit.length());
  }

  private void record(
      Books books, int from, int to, Predicate<Prefix> exempt, List<Prefix> mistaken) {
    Map<Prefix, Integer> pastBans = pastBans(books, from, to);
    for (int i = from; i < to; i++) {
      if (!readHit(i)) {
        unreadable++;
        continue;
      }
      Prefix sender = header.sender();
      Prefix prefix = books.ruleset().banOf(sender);
      if (exempt.test(prefix)) mistaken.add(prefix);
      else record(books, sender, prefix, pastBans.getOrDefault(prefix, 0));
    }
  }

  /** How often the senders of these hits were banned before. */
  private Map<Prefix, Integer> pastBans(Books books, int from, int to) {
    if (!books.ledger().hasPast()) return Map.of();
    List<Prefix> prefixes = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      if (readHit(i)) prefixes.add(books.ruleset().banOf(header.sender()));
    }
    return books.ledger().pastBansOf(prefixes);
  }

  private void record(Books books, Prefix sender, Prefix prefix, int pastBans) {
    Ledger ledger = books.ledger();
    Instant time = Instant.ofEpochMilli(hit.timeMillis());
    kind = hit.kind().missed() ? hit.kind().of(missedTrigger(books)) : hit.kind();
    hits[kind.trigger().ordinal()]++;
    if (kind.observed()) {
      Ban asIf = newBan(books.policy(), prefix, time, 1);
      byte[] packet = packet();
      ledger.observed().record(asIf, packet);
      if (events.wanted(BanEvent.Kind.OBSERVED)) {
        told.add(new BanEvent.Observed(time, asIf, touch(sender, time, packet)));
      }
      return;
    }
    Optional<Ban> active = ledger.active(prefix);
    if (active.isPresent()) {
      if (kind.missed()) missed.add(active.get().term());
      again(books, sender, active.get(), time);
      return;
    }
    Ban ban = newBan(books.policy(), prefix, time, pastBans + 1);
    if (wasUnbanned(books.enforcer(), ban)) return;
    if (kind.missed() && !takeRoom(books.enforcer(), prefix)) return;
    byte[] packet = packet();
    ledger.insert(ban, packet);
    fresh++;
    if (ban.evidence() == Evidence.CONFIRMED) confirmed.add(ban.term());
    if (kind.missed()) missed.add(ban.term());
    // The kernel gave it the time of a first ban.
    else if (!Objects.equals(ban.expires(), first(books, ban).end(time))) {
      changed.add(ban.term());
    }
    if (events.wanted(BanEvent.Kind.MADE)) {
      told.add(new BanEvent.Made(time, ban, touch(sender, time, packet)));
    }
    grow(books, ban);
  }

  private static Lifetime first(Books books, Ban ban) {
    return books.policy().lifetime(1, ban.evidence(), ban.trigger());
  }

  /** Whether the set of this prefix really takes one more: it may be full. */
  private boolean takeRoom(Enforcer enforcer, Prefix prefix) {
    long left = room.computeIfAbsent(prefix.ipv6(), _ -> enforcer.room(prefix));
    room.put(prefix.ipv6(), left - 1);
    return left > 0;
  }

  /** The kernel does not say which trap it was where it could not ban; the packet does. */
  private Trigger missedTrigger(Books books) {
    if (!header.hasTcp())
      return header.protocol() == PacketHeader.UDP ? Trigger.UDP : Trigger.STEALTH;
    if ((header.tcpFlags() & FIN_SYN_RST_ACK) != SYN) return Trigger.STEALTH;
    // synproxy's own SYN came in by no interface.
    if (hit.inputInterface() == 0) return Trigger.HANDSHAKE;
    Config.Traps traps = books.ruleset().config().traps();
    if (traps.isTrap(header.destinationPort())) return Trigger.SYN;
    return traps.closed() || traps.closedPorts() > 0 ? Trigger.CLOSED : Trigger.SWEEP;
  }

  private byte[] packet() {
    return Arrays.copyOf(hit.packet(), hit.length());
  }

  private BanEvent.Touch touch(Prefix sender, Instant time, byte[] packet) {
    return new BanEvent.Touch(
        sender, header.destinationPort(), kind.trigger(), Tools.name(packet, time));
  }

  private void again(Books books, Prefix sender, Ban ban, Instant time) {
    boolean proof = kind.trigger() == Trigger.HANDSHAKE;
    if (!proof || ban.evidence() == Evidence.CONFIRMED) {
      books.ledger().addHits(ban.prefix(), 1);
      if (events.wanted(BanEvent.Kind.COUNTED)) {
        told.add(new BanEvent.Counted(time, ban, touch(sender, time, packet())));
      }
      return;
    }
    Lifetime lifetime = books.policy().lifetime(ban.nth(), Evidence.CONFIRMED);
    Ban proven = ban.confirmed(ban.fixed() ? ban.expires() : lifetime.end(ban.since()));
    books.ledger().confirm(proven);
    confirmed.add(proven.term());
    // The kernel may have given it the time of a first confirmed ban meanwhile.
    BanPolicy policy = books.policy();
    if (policy.expireProbable() != null || policy.expireClosed() != null) {
      changed.add(proven.term());
    }
    if (events.wanted(BanEvent.Kind.CONFIRMED)) {
      told.add(new BanEvent.Confirmed(time, proven, touch(sender, time, packet())));
    }
  }

  /** With enough offenders in one network the network is banned. */
  private void grow(Books books, Ban ban) {
    Ladder.grow(books.ledger(), books.ruleset(), ban).ifPresent(grown::add);
  }

  private Ban newBan(BanPolicy policy, Prefix prefix, Instant time, int nth) {
    Evidence evidence =
        kind.trigger() == Trigger.HANDSHAKE ? Evidence.CONFIRMED : Evidence.PROBABLE;
    int link = hit.inputInterface();
    return new Ban(
        prefix,
        time,
        policy.lifetime(nth, evidence, kind.trigger()).end(time),
        false,
        kind.trigger(),
        evidence,
        new Ban.Touched(
            kind.trigger() == Trigger.UDP ? "udp" : "tcp",
            header.destinationPort(), // synproxy's own SYN came in by none.
            link == 0 ? "" : interfaceNames.apply(link)),
        1,
        0,
        nth,
        "");
  }

  /** Whether this hit is from before the ban was lifted by hand: then the kernel has it no more. */
  private boolean wasUnbanned(Enforcer enforcer, Ban ban) {
    Instant when = unbanned.get(ban.prefix());
    if (when == null || ban.since().isAfter(when.plus(UNBAN_MEMORY))) return false;
    return !enforcer.lookUp(List.of(ban.prefix())).has(0);
  }

  /** Notes that bans were lifted by hand, in case a hit of before is still on its way. */
  public void unbanned(List<Prefix> prefixes, Instant when) {
    unbanned.values().removeIf(time -> time.isBefore(when.minus(UNBAN_MEMORY)));
    for (Prefix prefix : prefixes) {
      if (unbanned.size() < MAX_UNBANNED) unbanned.put(prefix, when);
    }
  }

  /** Whether every hit that was read is in the ledger. */
  public boolean isIdle() {
    return queue.size() == 0;
  }

  /** Hits written into the ledger, by what they touched. */
  public long hits(Trigger trigger) {
    return hits[trigger.ordinal()];
  }

  /** Hits that led to a ban. */
  public long bans() {
    return bans;
  }

  /** Hits whose packet could not be read as IP. */
  public long unreadable() {
    return unreadable;
  }

  /** Transactions so far. */
  public long commits() {
    return commits;
  }

  /** Time to decode hits and to write them into a transaction. */
  public long recordNanos() {
    return recordNanos;
  }

  /** Time until the transactions were on the disk. */
  public long commitNanos() {
    return commitNanos;
  }

  /** Time to tell the kernel of bans that differ from what it made of a hit. */
  public long kernelNanos() {
    return kernelNanos;
  }
}
