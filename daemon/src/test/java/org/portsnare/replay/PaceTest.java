package org.portsnare.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aPauseIsAsLongAsItWasAtThatSpeed() {
    Pace pace = new Pace(100, 10_000);
    pace.await(5 * SECOND);
    assertThat(pace.pause(6 * SECOND)).isEqualTo(SECOND / 100);
    assertThat(pace.pause(5 * SECOND)).isZero();
    assertThat(pace.pause(4 * SECOND)).as("out of order").isZero();
  }

  /** One capture began with a packet from 1970: its replay would have taken hours. */
  @Test
  void yearsAreNotWaitedFor() {
    Pace pace = new Pace(100_000, 10);
    pace.await(0);
    long years = 46L * 365 * 86_400 * SECOND;
    assertThat(pace.pause(years)).isEqualTo(SECOND / 10);
    // The pause is still longer than a window of the rules.
    Pace windows = new Pace(1, 10_000);
    windows.await(0);
    assertThat(windows.pause(years)).isEqualTo(20 * SECOND);
  }
}
