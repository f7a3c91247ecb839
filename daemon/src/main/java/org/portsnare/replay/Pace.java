package org.portsnare.replay;

import java.util.concurrent.locks.LockSupport;

/**
 * Decides when each captured packet is due. Pauses are limited to twice the longest window of the
 * rules: longer ones change nothing, and some captures were joined from several, years apart. Not
 * thread-safe.
 */
final class Pace {
  /** Maximum pause if no window is longer, in nanoseconds. */
  private static final long PAUSE_NANOS = 100_000_000L;

  private final double speed;
  private final long longest;
  private boolean begun;
  private long last;
  private long due;

  /**
   * @param speed how many times as fast as in the capture packets are due
   * @param windowMillis longest window of the rules, at that speed
   */
  Pace(double speed, long windowMillis) {
    this.speed = speed;
    longest = Math.max(PAUSE_NANOS, 2_000_000L * windowMillis);
  }

  /** Waits until the packet that was captured at this time is due. */
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

  /** Nanoseconds between the packet before and this one; 0 if this one seems to be older. */
  long pause(long capturedNanos) {
    if (!begun) return 0;
    return Math.clamp((long) ((capturedNanos - last) / speed), 0, longest);
  }
}
