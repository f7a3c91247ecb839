package org.portsnare.guard;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvent.Kind;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.Enforcer;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.hit.HitRecorder;
import org.portsnare.ledger.Ledger;
import org.portsnare.reconcile.Reconciler;
import org.portsnare.store.LedgerKeeper;

/**
 * Bans that begin, end or change without a hit, in kernel and ledger alike. Everything here runs on
 * the worker's thread.
 */
public final class Bans {
  /** Bans that are ended or adopted by one transaction. */
  private static final int CHUNK = 1_000;

  /** Networks that are taken out of the kernel one by one; each takes some milliseconds. */
  private static final int FEW = 16;

  // How the history says why a ban has ended.
  private static final String EXPIRED = "expired";
  private static final String UNBANNED = "unbanned";

  private final LedgerKeeper keeper;
  private final Enforcer enforcer;
  private final HitRecorder recorder;
  private final InstantSource clock;
  private final BanEvents events;
  private final Sweep sweep = new Sweep();

  /**
   * @param events are published after ledger and kernel have it
   */
  Bans(
      LedgerKeeper keeper,
      Enforcer enforcer,
      HitRecorder recorder,
      InstantSource clock,
      BanEvents events) {
    this.keeper = keeper;
    this.enforcer = enforcer;
    this.recorder = recorder;
    this.clock = clock;
    this.events = events;
  }

  /** Begins to add bans in several steps, all of them or none. */
  Addition adding(BanPolicy policy) {
    return new Addition(keeper, enforcer, clock, policy);
  }

  /**
   * Bans by hand; the kernel first, so that a full set leaves the ledger as it was. If anything
   * fails, ledger and kernel are as before.
   */
  public void add(List<Ban> bans, BanPolicy policy) {
    Addition addition = adding(policy);
    try {
      addition.step(bans, List.of());
      addition.commit();
    } catch (RuntimeException e) {
      addition.undo(List.of(bans.stream().map(Ban::prefix).toList()), e);
      throw e;
    }
    bans.forEach(this::made);
  }

  private void made(Ban ban) {
    if (events.wanted(Kind.MADE)) events.publish(new BanEvent.Made(clock.instant(), ban, null));
  }

  /** Tells of a ban that was added. */
  void tellMade(Prefix prefix) {
    if (!events.wanted(Kind.MADE)) return;
    Instant now = clock.instant();
    active(prefix).ifPresent(ban -> events.publish(new BanEvent.Made(now, ban, null)));
  }

  /** Tells of a ban that was prolonged. */
  void tellProlonged(Prefix prefix) {
    if (!events.wanted(Kind.PROLONGED)) return;
    Instant now = clock.instant();
    active(prefix).ifPresent(ban -> events.publish(new BanEvent.Prolonged(now, ban)));
  }

  private Optional<Ban> active(Prefix prefix) {
    return keeper.ledger().active(prefix);
  }

  private void ended(Ban ban, String why, Instant now) {
    if (events.wanted(Kind.ENDED)) events.publish(new BanEvent.Ended(now, ban, why));
  }

  /**
   * Lifts bans by hand, and returns those of the prefixes that were banned. If anything fails,
   * ledger and kernel are as before.
   *
   * @param noted is written with them, if there are any
   */
  List<Prefix> lift(List<Prefix> prefixes, BanPolicy policy, Instant now, Runnable noted) {
    List<Prefix> distinct = prefixes.stream().distinct().toList();
    Undo undo = new Undo(keeper, enforcer, clock);
    undo.note(distinct);
    List<Ban> banned = distinct.stream().flatMap(prefix -> active(prefix).stream()).toList();
    try {
      List<Prefix> lifted = liftNow(distinct, policy, now, noted);
      recorder.unbanned(lifted, now);
      enforcer.forget(lifted);
      banned.forEach(ban -> ended(ban, UNBANNED, now));
      return lifted;
    } catch (RuntimeException e) {
      undo.run(List.of(distinct), policy, e);
      throw e;
    }
  }

  private List<Prefix> liftNow(
      List<Prefix> distinct, BanPolicy policy, Instant now, Runnable noted) {
    Ledger ledger = keeper.ledger();
    List<Prefix> lifted = new ArrayList<>();
    List<Ban> networks = new ArrayList<>();
    // The kernel first, and whatever the ledger says: somebody may be locked out.
    Set<Prefix> inKernel = new HashSet<>(enforcer.remove(addresses(distinct)));
    for (Prefix prefix : distinct) {
      noteNetwork(prefix, networks);
      boolean known = ledger.end(prefix, now, UNBANNED);
      if (known || inKernel.contains(prefix)) lifted.add(prefix);
    }
    removeNetworks(networks, policy);
    if (!lifted.isEmpty()) noted.run();
    ledger.commit();
    return lifted;
  }

  /**
   * Ends the bans that are due, in the kernel too: it has its own clock, and may think otherwise.
   *
   * @param maxChunks of {@value #CHUNK} bans; what is due beyond that stays
   * @return how many those were
   */
  long endDue(int maxChunks, BanPolicy policy) {
    Ledger ledger = keeper.ledger();
    Instant now = clock.instant();
    List<Ban> networks = new ArrayList<>();
    long ended = 0;
    for (int i = 0; i < maxChunks; i++) {
      List<Ban> due = ledger.due(now, CHUNK);
      if (due.isEmpty()) break;
      for (Ban ban : due) {
        if (enforcer.isNetwork(ban.prefix())) networks.add(ban);
        ledger.end(ban.prefix(), now, EXPIRED);
      }
      enforcer.remove(addresses(due.stream().map(Ban::prefix).toList()));
      ledger.commit();
      due.forEach(ban -> ended(ban, EXPIRED, now));
      ended += due.size();
    }
    removeNetworks(networks, policy);
    return ended;
  }

  /**
   * Ends bans of whoever is exempt now: they would be listed, published and counted, and not hold.
   *
   * @param exemptions all that is never banned
   * @param atOnce whether all bans are read for exempt networks now, or by {@link #sweep}
   * @return what was banned
   */
  List<Prefix> endExempt(
      List<Exemption> exemptions, BanPolicy policy, Instant now, boolean atOnce) {
    Ledger ledger = keeper.ledger();
    List<Prefix> exempt = new ArrayList<>();
    List<Prefix> networks = new ArrayList<>();
    for (Exemption exemption : exemptions) {
      Prefix prefix = exemption.prefix();
      if (!prefix.isAddress()) networks.add(prefix);
      else if (ledger.active(prefix).isPresent()) exempt.add(prefix);
    }
    end(exempt, "allowed", policy, now);
    sweep.begin(ledger, networks);
    while (atOnce && sweep.isRunning()) exempt.addAll(sweep(policy, now));
    return exempt;
  }

  /** Whether bans are still to be looked at by {@link #sweep}. */
  public boolean isSweeping() {
    return sweep.isRunning();
  }

  /**
   * Ends the bans of one page that must not be there.
   *
   * @return those of senders that are exempt
   */
  public List<Prefix> sweep(BanPolicy policy, Instant now) {
    try {
      return endAll(sweep.step(keeper.ledger()), policy, now);
    } catch (RuntimeException e) {
      sweep.again();
      throw e;
    }
  }

  private List<Prefix> endAll(Sweep.Page page, BanPolicy policy, Instant now) {
    Ledger ledger = keeper.ledger();
    end(page.exempt(), "allowed", policy, now);
    List<Prefix> unreal = new ArrayList<>();
    for (Prefix prefix : page.unreal()) {
      unreal.add(prefix);
      // An earlier version read it back as the IPv4 address that it is mapped from.
      Prefix meant = Prefix.parseGiven(prefix.toString());
      if (ledger.active(meant).filter(ban -> ban.trigger() == Trigger.FOUND).isPresent()) {
        unreal.add(meant);
      }
    }
    end(unreal.stream().distinct().toList(), "no sender", policy, now);
    return page.exempt();
  }

  private void end(List<Prefix> prefixes, String why, BanPolicy policy, Instant now) {
    Ledger ledger = keeper.ledger();
    List<Ban> banned = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      ledger.active(prefix).ifPresent(banned::add);
      ledger.end(prefix, now, why);
    }
    if (!prefixes.isEmpty()) enforcer.remove(addresses(prefixes));
    List<Ban> networks = banned.stream().filter(ban -> enforcer.isNetwork(ban.prefix())).toList();
    removeNetworks(networks, policy);
    ledger.commit();
    banned.forEach(ban -> ended(ban, why, now));
  }

  /** Makes bans last as long as {@code policy} says, those apart whose end was given by hand. */
  void follow(BanPolicy policy) {
    Ledger ledger = keeper.ledger();
    int repeats = policy.repeat().size();
    for (Evidence evidence : Evidence.values()) {
      for (int nth = 1; nth <= repeats + 1; nth++) {
        boolean last = nth == repeats + 1;
        ledger.setLifetime(nth, last, evidence, false, policy.lifetime(nth, evidence));
        // Whoever turns traps.closed off does not want what it has banned to last longer.
        boolean first = nth == 1 && evidence == Evidence.PROBABLE;
        if (first && policy.expireClosed() == null) continue;
        Lifetime closed = policy.lifetime(nth, evidence, Trigger.CLOSED);
        ledger.setLifetime(nth, last, evidence, true, closed);
      }
    }
    ledger.commit();
    endDue(Integer.MAX_VALUE, policy);
  }

  /**
   * Puts bans that the kernel made while nobody listened into the ledger.
   *
   * @return how many the ledger did not know
   */
  long adopt(List<Firewall.Element> found, Ruleset ruleset, Reconciler reconciler) {
    long before = reconciler.strangers();
    for (int from = 0; from < found.size(); from += CHUNK) {
      List<Firewall.Element> chunk = found.subList(from, Math.min(found.size(), from + CHUNK));
      Reconciler.Adopted adopted = reconciler.adopt(chunk, keeper.ledger(), ruleset);
      enforcer.update(termsOfAddresses(adopted.longer()));
      enforcer.remove(addresses(adopted.ended()));
      adopted.made().forEach(this::made);
    }
    return reconciler.strangers() - before;
  }

  private List<Prefix> addresses(List<Prefix> prefixes) {
    return prefixes.stream().filter(prefix -> !enforcer.isNetwork(prefix)).toList();
  }

  private List<Term> termsOfAddresses(List<Ban> bans) {
    return bans.stream().filter(ban -> !enforcer.isNetwork(ban.prefix())).map(Ban::term).toList();
  }

  private void noteNetwork(Prefix prefix, List<Ban> networks) {
    if (enforcer.isNetwork(prefix)) keeper.ledger().active(prefix).ifPresent(networks::add);
  }

  /** A few that stand apart from all others are taken out alone. */
  private void removeNetworks(List<Ban> ended, BanPolicy policy) {
    if (ended.isEmpty()) return;
    boolean alone = ended.size() <= FEW && ended.stream().noneMatch(this::isAroundAnother);
    if (!alone || !enforcer.removeNetworks(ended)) loadNetworks(policy);
  }

  /** The kernel has both as one range where the inner one does not end later. */
  private boolean isAroundAnother(Ban ban) {
    return keeper.ledger().networksInside(ban.prefix()).stream().anyMatch(enforcer::isNetwork);
  }

  private void loadNetworks(BanPolicy policy) {
    enforcer.loadNetworks(keeper.ledger().networks(policy));
  }
}
