package org.portsnare.replay;

import java.util.concurrent.locks.LockSupport;

/**
 * When a packet is due that was captured at some time. A pause that is longer than every window of
 * the rules says no more than one that is a little longer: some captures were put together from
 * several, years apart. Not thread-safe.
 */
final class Pace {
  /** What a pause is at most, where no window is longer. */
  private static final long PAUSE_NANOS = 100_000_000L;

  private final double speed;
  private final long longest;
  private boolean begun;
  private long last;
  private long due;

  /**
   * @param speed how many times as fast as they were captured packets are due
   * @param windowMillis of the rules, at that speed
   */
  Pace(double speed, long windowMillis) {
    this.speed = speed;
    longest = Math.max(PAUSE_NANOS, 2_000_000L * windowMillis);
  }

  /** Waits until a packet is due that was captured at this time. */
  void await(long capturedNanos) {
    long now = System.nanoTime();
    if (!begun) due = now;
    else due += pause(capturedNanos);
    begun = true;
    last = Math.max(last, capturedNanos);
    while (due - now > 0) {
      LockSupport.parkNanos(due - now);
      now = System.nanoTime();
    }
  }

  /** How long after the packet before it is due; none if it seems to be older. */
  long pause(long capturedNanos) {
    if (!begun) return 0;
    return Math.clamp((long) ((capturedNanos - last) / speed), 0, longest);
  }
}
