package org.portsnare.reconcile;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.portsnare.ban.BanPolicy;
import org.portsnare.firewall.Enforcer;
import org.portsnare.ledger.Ledger;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.store.LedgerKeeper;

/**
 * Has the reconciler compare kernel and ledger, from time to time and after what others have done,
 * and looks behind each pass for bans that only the kernel has.
 */
public final class Passes {
  /** The kernel has enforced the bans of a table that is adopted all the time. */
  private static final long FIRST_NANOS = 500_000_000L;

  private final Reconciler reconciler;
  private final LedgerKeeper keeper;
  private final Enforcer firewall;
  private final Supplier<BanPolicy> policy;
  private final InstantSource clock;
  private final Runnable dump;
  private final PassSchedule schedule = new PassSchedule();
  private final Surplus surplus = new Surplus();

  /**
   * @param policy what is in force
   * @param dump reads the whole of the kernel's sets, elsewhere
   */
  public Passes(
      Reconciler reconciler,
      LedgerKeeper keeper,
      Enforcer firewall,
      Supplier<BanPolicy> policy,
      InstantSource clock,
      Runnable dump) {
    this.reconciler = reconciler;
    this.keeper = keeper;
    this.firewall = firewall;
    this.policy = policy;
    this.clock = clock;
    this.dump = dump;
  }

  /** Begins one, unless one is under way; {@link #step} does it. */
  public void begin() {
    reconciler.begin();
  }

  /** Everything has changed: a pass that is under way begins again. */
  public void restart() {
    schedule.begun();
    reconciler.restart();
  }

  /** The ends of bans have changed in the ledger, and the kernel is to follow. */
  public void follow() {
    reconciler.follow();
  }

  /** Another program has changed elements of a set. */
  public void changed() {
    schedule.changed();
    beginIfDue();
  }

  /** So many bans have ended in time since the last tick; to be told at every one. */
  public void ended(long count) {
    surplus.ended(count);
  }

  /** Events were lost: look at once at what the kernel has. */
  public void eventsLost() {
    surplus.eventsLost();
    reconciler.begin();
  }

  /** What is due every second. */
  public void tick() {
    beginIfDue();
    keeper.attempt(this::lookForSurplus);
  }

  private void beginIfDue() {
    if (reconciler.isRunning() || !schedule.isDue()) return;
    schedule.begun();
    reconciler.begin();
  }

  private void lookForSurplus() {
    if (surplus.look(ledger(), firewall, policy.get(), clock.instant())) dump.run();
  }

  /**
   * Does one slice of a pass, if one is under way.
   *
   * @return whether there is more to do
   */
  public boolean step() {
    if (!reconciler.isRunning()) return false;
    boolean[] done = {true};
    try {
      keeper.attempt(() -> done[0] = slice());
    } catch (NetlinkException e) {
      reconciler.abort();
      schedule.aborted();
      throw e;
    }
    if (!done[0]) return true;
    if (!reconciler.isRunning()) {
      scheduleNext();
      surplus.suspect();
      beginIfDue();
    }
    return false;
  }

  /** Whoever has few bans has them compared before the traps are said to be armed. */
  public void first() {
    restart();
    if (doUntil(System.nanoTime() + FIRST_NANOS)) scheduleNext();
    if (surplus.lookAtStart(ledger(), firewall, policy.get())) dump.run();
  }

  /** A whole one, at once. */
  public void whole() {
    restart();
    while (!slice()) {}
    scheduleNext();
  }

  /**
   * As much of a last one as can be done.
   *
   * @param deadline by {@link System#nanoTime}
   */
  public void last(long deadline) {
    restart();
    doUntil(deadline);
  }

  /** Whether the pass was done in time. */
  private boolean doUntil(long deadline) {
    while (System.nanoTime() < deadline) {
      if (slice()) return true;
    }
    return false;
  }

  private boolean slice() {
    return reconciler.step(ledger(), firewall, policy.get());
  }

  private void scheduleNext() {
    schedule.ended(ledger().count(), reconciler.passNanos());
  }

  private Ledger ledger() {
    return keeper.ledger();
  }
}
