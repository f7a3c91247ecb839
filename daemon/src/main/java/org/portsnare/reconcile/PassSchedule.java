package org.portsnare.reconcile;

import java.util.concurrent.TimeUnit;
import org.portsnare.work.Deadline;

/**
 * When the reconciler's next pass is due: from time to time, and soon after another program has
 * changed elements of our sets.
 *
 * <p>A pass that is under way is not broken off by such a change, or one change after the other
 * would keep it from ever reaching the end of a long list; another follows. So that a program that
 * never stops cannot take a processor for itself, passes because of changes have a quarter of the
 * time; but nobody waits for more than {@value #LONGEST_REST_MILLIS} ms.
 */
public final class PassSchedule {
  private static final long INTERVAL_MILLIS = 60_000;

  /** One more second between two passes for so many bans: at a million, every 17 minutes. */
  private static final long BANS_PER_SECOND_OF_INTERVAL = 1_000;

  /** After a pass because of a change follows so many times as long a rest. */
  private static final int REST = 3;

  private static final long LONGEST_REST_MILLIS = 10_000;

  private final Deadline next = new Deadline();
  private final Deadline rest = new Deadline();
  private boolean changed;
  private boolean followsChange;

  /** Elements may have changed, in front of a pass that is under way or behind it. */
  void changed() {
    changed = true;
  }

  /** Whether a pass should begin now, unless one is under way. */
  boolean isDue() {
    return next.isOver() || (changed && rest.isOver());
  }

  /** A pass has begun, which sees all that has changed so far. */
  void begun() {
    followsChange = changed;
    changed = false;
  }

  /**
   * A pass has ended.
   *
   * @param nanos how long it took
   */
  void ended(long bans, long nanos) {
    next.in(Math.max(INTERVAL_MILLIS, bans / BANS_PER_SECOND_OF_INTERVAL * 1_000));
    long rested = REST * TimeUnit.NANOSECONDS.toMillis(nanos);
    rest.in(followsChange ? Math.min(rested, LONGEST_REST_MILLIS) : 0);
    followsChange = false;
  }

  /** A pass was given up, with what it should have seen. */
  void aborted() {
    followsChange = false;
    next.in(LONGEST_REST_MILLIS);
  }
}
