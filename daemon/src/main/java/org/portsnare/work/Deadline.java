package org.portsnare.work;

import java.util.concurrent.TimeUnit;

/**
 * A time to wait for, by a clock that nobody sets: the wall clock may jump by hours when NTP first
 * answers. Over from the start.
 */
public final class Deadline {
  private long at = System.nanoTime();

  /** Puts it {@code millis} ahead. */
  public void in(long millis) {
    at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  public boolean isOver() {
    return System.nanoTime() - at >= 0;
  }
}
