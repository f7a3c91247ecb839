package org.portsnare.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. Safe for use by several threads. */
public final class TestingClock implements InstantSource {
  private Instant now;

  /** Starts at the given instant. */
  public TestingClock(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Moves the clock; a negative duration moves it back, as an administrator may. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
