package org.portsnare.daemon;

import java.util.concurrent.TimeUnit;

/**
 * A time to wait for, by a clock that nobody sets: the wall clock may jump by hours when NTP first
 * answers. Over from the start.
 */
final class Deadline {
  private long at = System.nanoTime();

  /** Puts it {@code millis} ahead. */
  void in(long millis) {
    at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  boolean isOver() {
    return System.nanoTime() - at >= 0;
  }
}
