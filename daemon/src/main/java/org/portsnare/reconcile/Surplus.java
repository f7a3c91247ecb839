package org.portsnare.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.portsnare.ban.BanPolicy;
import org.portsnare.firewall.Enforcer;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.work.Worker;

/**
 * Tells whether the kernel has bans that the ledger does not know, by comparing how many there are.
 * Only then is it worth to read a whole set, which may take minutes.
 *
 * <p>A hit is in the kernel a tenth of a second before it is in the ledger, and a ban that has
 * ended is counted until the kernel collects it. So a surplus that comes and goes is nothing. Where
 * hits and ends never cease there is always something under way, so neither is a surplus that is
 * not larger than what has just come into the ledger, and what has just ended there.
 */
public final class Surplus {
  /** Looks, one a tick, that must all show a surplus where events were lost. */
  static final int LOOKS_AFTER_LOSS = 5;

  private static final int COLLECTION =
      (int) (Ruleset.GC_INTERVAL.toMillis() / Worker.TICK_MILLIS) + 1;

  /**
   * The same where none were lost: there was a collection meanwhile, right behind which what has
   * ended is no longer counted.
   */
  static final int LOOKS = COLLECTION + 3;

  /**
   * The same of a set that is not short: three collections, because the kernel leaves one out if
   * rules or elements change meanwhile.
   */
  static final int LOOKS_UNLESS_FEW = 3 * COLLECTION + 3;

  /** As many are read in a tenth of a second. */
  static final long FEW = 20_000;

  /** As many are read in a second or so. */
  static final long MANY = 100_000;

  /** Twice and a half the time in which the kernel hands on what it has logged. */
  private static final Duration UNDER_WAY = Duration.ofMillis(250);

  /** As many new bans, or more, are a flood, in which nothing can be told. */
  private static final int FLOOD = 1_000;

  /** Ticks for which what has ended may be counted right behind a collection: two seconds. */
  private static final int UNCOLLECTED = 3;

  private final long[] ends = new long[UNCOLLECTED];
  private int tick;
  private boolean suspected;

  /** Nothing is taken for under way. */
  private boolean strict;

  private int looks;
  private boolean lost;

  /**
   * The first look: whether the kernel has more at the start, where it has banned while no daemon
   * listened, or a ledger was lost. Some of it may only have ended just before: where it is long to
   * read and what it has more is little, that is a suspicion, and looks decide. In these nothing is
   * taken for under way: what came while no daemon listened is as little.
   */
  boolean lookAtStart(Ledger ledger, Enforcer enforcer, BanPolicy policy) {
    return lookAtStart(enforcer.count(), known(ledger, policy));
  }

  boolean lookAtStart(long kernel, long known) {
    // A kernel that does not say (before 6.16) must be read to know.
    if (kernel < 0) return true;
    boolean exists = kernel - known > (kernel > MANY ? FLOOD : 0);
    suspected = !exists;
    strict = !exists;
    return exists;
  }

  /** Bans that have an element of their own. */
  private static long known(Ledger ledger, BanPolicy policy) {
    return ledger.count() - ledger.countNetworks(policy);
  }

  /**
   * Events were lost: the next surplus needs fewer looks, and a kernel that does not count must be
   * read to know what they were.
   */
  public void eventsLost() {
    lost = true;
    looks = 0;
  }

  /** So many bans have ended in time since the last tick; to be told at every one. */
  void ended(long count) {
    tick = (tick + 1) % UNCOLLECTED;
    ends[tick] = count;
  }

  /** Has the next looks decide. */
  void suspect() {
    suspected = true;
  }

  /**
   * Takes one look, if there is a suspicion.
   *
   * @return whether every look has shown a surplus, and this was the last
   */
  boolean look(Ledger ledger, Enforcer enforcer, BanPolicy policy, Instant now) {
    if (!suspected) return false;
    long kernel = enforcer.count();
    return look(
        kernel, known(ledger, policy), () -> ledger.countSince(now.minus(UNDER_WAY), FLOOD));
  }

  /**
   * @param kernel elements in the kernel; negative where it does not say
   * @param known bans in the ledger that have one
   * @param recent bans that came into the ledger just now, up to {@value #FLOOD}
   */
  boolean look(long kernel, long known, LongSupplier recent) {
    if (!suspected) return false;
    if (kernel < 0) return decided(lost);
    if (kernel <= known) return decided(false);
    if (isUnderWay(kernel - known, recent.getAsLong())) {
      looks = 0;
      return false;
    }
    int wanted = lost ? LOOKS_AFTER_LOSS : kernel > FEW ? LOOKS_UNLESS_FEW : LOOKS;
    return ++looks >= wanted && decided(true);
  }

  private boolean isUnderWay(long surplus, long recent) {
    if (recent >= FLOOD) return true;
    return !strict && surplus <= recent + LongStream.of(ends).sum();
  }

  private boolean decided(boolean exists) {
    suspected = false;
    strict = false;
    looks = 0;
    if (exists) lost = false;
    return exists;
  }
}
