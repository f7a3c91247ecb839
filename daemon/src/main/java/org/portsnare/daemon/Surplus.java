package org.portsnare.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.portsnare.ban.BanPolicy;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.Ruleset;
import org.portsnare.ledger.Ledger;

/**
 * Tells whether the kernel has bans that the ledger does not know, by comparing how many there are.
 * Only then is it worth to read a whole set, which may take minutes.
 *
 * <p>A hit is in the kernel a tenth of a second before it is in the ledger. So a surplus that comes
 * and goes is nothing. Where hits and ends never cease there is always something under way, so
 * neither is a surplus that is not larger than what has just come into the ledger, and what has
 * just ended there, which the kernel has perhaps not collected yet.
 */
final class Surplus {
  /** Looks, one a tick, that must all show a surplus. */
  private static final int LOOKS = 5;

  /** Twice and a half the time in which the kernel hands on what it has logged. */
  private static final Duration UNDER_WAY = Duration.ofMillis(250);

  /** As many new bans, or more, are a flood, in which nothing can be told. */
  private static final int FLOOD = 1_000;

  /** Ticks for which an ended ban may still be counted by the kernel. */
  private static final int UNCOLLECTED =
      2 + (int) (Ruleset.GC_INTERVAL.toMillis() / Daemon.TICK_MILLIS);

  /** Before the start as many may have ended as there are. */
  private static final long UNKNOWN = 1L << 32;

  /** As many are read in less time than it takes to wait for a collection. */
  private static final long FEW = 20_000;

  private final long[] ends = new long[UNCOLLECTED];
  private int tick;
  private int looks;
  private boolean lost;

  Surplus() {
    Arrays.fill(ends, UNKNOWN);
  }

  /**
   * Whether to read the sets at the start, when no hit is under way: what the kernel has more may
   * have ended just before, so of many the looks decide.
   */
  static boolean atStart(Ledger ledger, Firewall firewall, BanPolicy policy) {
    return atStart(firewall.count(), known(ledger, policy));
  }

  static boolean atStart(long kernel, long known) {
    // A kernel that does not say (before 6.16) must be read to know.
    return kernel < 0 || (kernel > known && kernel <= FEW);
  }

  /** Bans that have an element of their own. */
  private static long known(Ledger ledger, BanPolicy policy) {
    return ledger.count() - ledger.countNetworks(policy);
  }

  /** Events were lost: a kernel that does not count must be read to know what they were. */
  void eventsLost() {
    lost = true;
  }

  /** So many bans have ended in time since the last tick; to be told at every one. */
  void ended(long count) {
    tick = (tick + 1) % UNCOLLECTED;
    ends[tick] = count;
  }

  /** Has the next looks decide. */
  void suspect() {
    if (looks == 0) looks = LOOKS;
  }

  /**
   * Takes one look, if there is a suspicion.
   *
   * @return whether every look has shown a surplus, and this was the last
   */
  boolean look(Ledger ledger, Firewall firewall, BanPolicy policy, Instant now) {
    if (looks == 0) return false;
    long kernel = firewall.count();
    return look(
        kernel, known(ledger, policy), () -> ledger.countSince(now.minus(UNDER_WAY), FLOOD));
  }

  /**
   * @param kernel elements in the kernel; negative where it does not say
   * @param known bans in the ledger that have one
   * @param recent bans that came into the ledger just now, up to {@value #FLOOD}
   */
  boolean look(long kernel, long known, LongSupplier recent) {
    if (looks == 0) return false;
    if (kernel < 0) {
      boolean decided = lost;
      looks = 0;
      lost = false;
      return decided;
    }
    if (kernel <= known) {
      looks = 0;
      return false;
    }
    long underWay = recent.getAsLong();
    if (underWay >= FLOOD || kernel - known <= underWay + LongStream.of(ends).sum()) {
      looks = LOOKS;
      return false;
    }
    return --looks == 0;
  }
}
