package org.portsnare.reconcile;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.Enforcer;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.Found;
import org.portsnare.firewall.PendingLookUp;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.log.Log;
import org.portsnare.store.Generations;

/**
 * Makes the kernel's sets and the ledger equal, a slice at a time.
 *
 * <p>A pass goes through the ledger and looks each ban up in the kernel by its key: who is missing
 * is added, whose end differs is set right, and the kernel's count of dropped packets is taken
 * over. Bans that were loaded in a long list begin to be counted here. Whether the kernel has bans
 * that the ledger does not know is for {@link Surplus} to say.
 */
public final class Reconciler {
  /** Bans of a slice that a second thread looks up. A slice takes a few milliseconds. */
  private static final int FIRST_PAGE = 2_200;

  /** Those that are read and looked up meanwhile. */
  private static final int SECOND_PAGE = 1_800;

  /**
   * Ends that differ by fewer milliseconds are the same: the kernel starts a ban before the ledger
   * hears of it.
   */
  private static final long TOLERANCE = 5_000;

  /** Where ends have changed in the ledger by whatever little. */
  private static final long EXACT = 500;

  private final InstantSource clock;
  private final Generations generations;
  private final BanEvents events;
  private final Log log;
  private final List<Ban> foundNetworks = new ArrayList<>();
  private boolean running;
  private long cursor;
  private long missing;
  private long moved;
  private long repaired;
  private long strangers;
  private boolean expected;
  private long tolerance = TOLERANCE;
  private Instant lastPass = Instant.EPOCH;
  private long begunNanos;
  private long passNanos;
  private long passes;

  /**
   * @param generations tell copies of old bans from new ones
   * @param events are told of networks that only the kernel had
   */
  public Reconciler(InstantSource clock, Generations generations, BanEvents events, Log log) {
    this.clock = clock;
    this.generations = generations;
    this.events = events;
    this.log = log;
  }

  /** Begins a pass, unless one is under way. */
  void begin() {
    if (running) return;
    running = true;
    cursor = 0;
    missing = 0;
    moved = 0;
    begunNanos = System.nanoTime();
  }

  /** Begins again from the start, because everything has changed. */
  void restart() {
    running = false;
    begin();
  }

  /** Gives the pass up; the next one begins from the start. */
  void abort() {
    running = false;
  }

  /** As {@link #restart}, where differences are no drift: the ledger itself has just changed. */
  void follow() {
    restart();
    expected = true;
    tolerance = EXACT;
  }

  public boolean isRunning() {
    return running;
  }

  /**
   * Does one slice.
   *
   * @return whether the pass is complete
   */
  boolean step(Ledger ledger, Enforcer enforcer, BanPolicy policy) {
    if (!running) return true;
    if (!slice(ledger, enforcer)) return false;
    foundNetworks.clear();
    networks(ledger, enforcer, policy);
    ledger.commit();
    foundNetworks.forEach(this::tell);
    finish();
    return true;
  }

  /**
   * A second thread looks one page up, while this one reads and looks up the next.
   *
   * @return whether these were the last
   */
  private boolean slice(Ledger ledger, Enforcer enforcer) {
    Ledger.Page first = ledger.page(cursor, FIRST_PAGE);
    long begun = clock.millis();
    if (first.isLast()) {
      reconcile(first.bans(), enforcer.lookUp(prefixes(first)), begun, ledger, enforcer);
      return true;
    }
    try (PendingLookUp pending = enforcer.lookUpAsync(prefixes(first))) {
      Ledger.Page second = ledger.page(first.last(), SECOND_PAGE);
      long now = clock.millis();
      reconcile(second.bans(), enforcer.lookUp(prefixes(second)), now, ledger, enforcer);
      reconcile(first.bans(), pending.await(), begun, ledger, enforcer);
      ledger.commit();
      cursor = second.last();
      return second.isLast();
    }
  }

  private static List<Prefix> prefixes(Ledger.Page page) {
    return page.bans().stream().map(Term::prefix).toList();
  }

  /**
   * @param now when they were looked up
   */
  private void reconcile(List<Term> bans, Found found, long now, Ledger ledger, Enforcer enforcer) {
    List<Term> wrong = new ArrayList<>();
    List<Term> uncounted = new ArrayList<>();
    List<Term> absent = new ArrayList<>();
    for (int i = 0; i < bans.size(); i++) {
      Term ban = bans.get(i);
      if (!found.has(i)) {
        // One that is about to end may have ended in the kernel already.
        boolean ending = ban.expires() != BanSink.NEVER && ban.expires() <= now + TOLERANCE;
        if (!ending && !enforcer.isNetwork(ban.prefix())) absent.add(ban);
        continue;
      }
      if (found.dropped(i) > ban.dropped()) ledger.setDropped(ban.prefix(), found.dropped(i));
      if (!sameEnd(ban, found.left(i), now)) wrong.add(ban);
      else if (found.dropped(i) == Found.UNCOUNTED) uncounted.add(ban);
    }
    enforcer.update(wrong);
    enforcer.count(uncounted);
    long rejected = enforcer.add(absent);
    moved += wrong.size();
    missing += absent.size() - rejected;
  }

  private boolean sameEnd(Term ban, long left, long now) {
    if (ban.expires() == BanSink.NEVER) return left == 0;
    return left != 0 && Math.abs(ban.expires() - now - left) < tolerance;
  }

  /** Networks are few, and their ranges depend on one another: any difference writes them anew. */
  private void networks(Ledger ledger, Enforcer enforcer, BanPolicy policy) {
    List<Ban> wanted = ledger.networks(policy);
    Instant now = clock.instant();
    Map<Prefix, Firewall.Element> there = new HashMap<>();
    enforcer.networks().forEach(found -> there.put(found.prefix(), found));
    for (Ban ban : wanted) {
      Firewall.Element found = there.get(ban.prefix());
      if (found != null) ledger.setDropped(ban.prefix(), found.packets());
    }
    long different = 0;
    for (Firewall.Element expected : enforcer.expectedNetworks(wanted)) {
      Firewall.Element found = there.remove(expected.prefix());
      if (found == null || !sameEnd(expected, found)) different++;
    }
    adoptNetworks(there.values(), ledger, policy, now);
    if (different == 0 && there.isEmpty()) return;
    missing += different;
    enforcer.loadNetworks(ledger.networks(policy));
  }

  private boolean sameEnd(Firewall.Element a, Firewall.Element b) {
    if (a.timeoutMillis() == 0 || b.timeoutMillis() == 0) {
      return a.timeoutMillis() == b.timeoutMillis();
    }
    return Math.abs(a.expirationMillis() - b.expirationMillis()) < tolerance;
  }

  /** The kernel has them and the ledger does not, as after the loss of the ledger. */
  private void adoptNetworks(
      Collection<Firewall.Element> extra, Ledger ledger, BanPolicy policy, Instant now) {
    for (Firewall.Element element : extra) {
      if (isStale(element, ledger, now) || ledger.active(element.prefix()).isPresent()) continue;
      Ban ban = adopted(element, ledger, policy, now);
      ledger.insert(ban, null);
      strangers++;
      foundNetworks.add(ban);
    }
  }

  private void tell(Ban ban) {
    if (events.wanted(BanEvent.Kind.MADE)) {
      events.publish(new BanEvent.Made(clock.instant(), ban, null));
    }
  }

  private void finish() {
    running = false;
    lastPass = clock.instant();
    passNanos = System.nanoTime() - begunNanos;
    passes++;
    if (expected) {
      log.info("kernel follows the ledger", "moved", moved);
      expected = false;
      tolerance = TOLERANCE;
      moved = 0;
    }
    repaired += missing + moved;
    if (missing + moved > 0) {
      log.notice("kernel and ledger differed, made equal", "missing", missing, "moved", moved);
    }
  }

  /**
   * Puts bans that the kernel has and the ledger does not into the ledger.
   *
   * @return what the kernel has to be told of them
   */
  public Adopted adopt(List<Firewall.Element> found, Ledger ledger, Ruleset ruleset) {
    Adopted adopted = new Adopted(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Instant now = clock.instant();
    for (Firewall.Element element : found) {
      if (ledger.active(element.prefix()).isPresent()) continue;
      if (isStale(element, ledger, now)) {
        adopted.ended.add(element.prefix());
        continue;
      }
      Ban ban = adopted(element, ledger, ruleset.config().ban().policy(), now);
      ledger.insert(ban, null);
      strangers++;
      adopted.made.add(ban);
      if (ban.nth() > 1) adopted.longer.add(ban);
    }
    ledger.commit();
    return adopted;
  }

  /**
   * What {@link #adopt} has found out.
   *
   * @param made bans that are in the ledger now
   * @param longer bans that are to last longer than the kernel thinks
   * @param ended bans that the ledger has ended, and the kernel not yet
   */
  public record Adopted(List<Ban> made, List<Ban> longer, List<Prefix> ended) {}

  /**
   * Whether the ledger has ended this very ban: it began before a ban of this prefix ended. A copy
   * of it, as from a ruleset that was saved, seems to have begun later; its mark tells when.
   */
  private boolean isStale(Firewall.Element element, Ledger ledger, Instant now) {
    Optional<Instant> end = ledger.lastEnd(element.prefix());
    if (end.isEmpty()) return false;
    if (!since(element, now).isAfter(end.get())) return true;
    // For ever, so without a mark. If it is none, the next packet of its sender bans it again.
    if (element.timeoutMillis() == 0) return true;
    Optional<Instant> latest = generations.endOf(element.timeoutMillis());
    return latest.isPresent() && !latest.get().isAfter(end.get());
  }

  /** A ban that was confirmed has more left than it once had in all. */
  private static Instant since(Firewall.Element element, Instant now) {
    return now.minusMillis(Math.max(0, element.timeoutMillis() - element.expirationMillis()));
  }

  private static Ban adopted(
      Firewall.Element element, Ledger ledger, BanPolicy policy, Instant now) {
    int nth = ledger.bansOf(element.prefix()) + 1;
    Instant since = since(element, now);
    Lifetime lifetime = policy.lifetime(nth, Evidence.PROBABLE);
    Instant kernelEnd =
        element.timeoutMillis() == 0 ? null : now.plusMillis(element.expirationMillis());
    return new Ban(
        element.prefix(),
        since,
        nth == 1 ? kernelEnd : lifetime.end(since),
        false,
        Trigger.FOUND,
        Evidence.PROBABLE,
        Ban.Touched.NOTHING,
        0,
        element.packets(),
        nth,
        "");
  }

  /** Differences that were repaired since the start. */
  public long repaired() {
    return repaired;
  }

  /** Bans found in the kernel that the ledger did not know, since the start. */
  public long strangers() {
    return strangers;
  }

  /** Differences that the last complete pass found. */
  public long drift() {
    return running ? 0 : missing + moved;
  }

  /** Time from begin to end of the last complete pass, with what was done between its slices. */
  public long passNanos() {
    return passNanos;
  }

  /** Complete passes since the start. */
  public long passes() {
    return passes;
  }

  public Instant lastPass() {
    return lastPass;
  }
}
