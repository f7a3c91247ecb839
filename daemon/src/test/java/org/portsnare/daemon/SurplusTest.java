package org.portsnare.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SurplusTest {
  private final Surplus surplus = new Surplus();

  @BeforeEach
  void suspect() {
    ticksWithoutEnd();
    surplus.suspect();
  }

  /** As many as it takes until the kernel has collected what ended before. */
  private void ticksWithoutEnd() {
    for (int i = 0; i < 16; i++) surplus.ended(0);
  }

  private boolean look(long kernel, long known, long recent) {
    return surplus.look(kernel, known, () -> recent);
  }

  @Test
  void surplusThatStaysIsOne() {
    for (int i = 0; i < 4; i++) assertThat(look(11, 10, 0)).isFalse();
    assertThat(look(11, 10, 0)).isTrue();
  }

  @Test
  void surplusThatGoesEndsTheSuspicion() {
    for (int i = 0; i < 4; i++) assertThat(look(11, 10, 0)).isFalse();
    assertThat(look(10, 10, 0)).isFalse();
    surplus.suspect();
    for (int i = 0; i < 4; i++) assertThat(look(11, 10, 0)).isFalse();
    assertThat(look(11, 10, 0)).isTrue();
  }

  @Test
  void whereHitsNeverCeaseThereIsAlwaysOneUnderWay() {
    for (int i = 0; i < 100; i++) assertThat(look(1_005 + i, 1_000 + i, 12)).isFalse();
    // What was lost meanwhile is found when they cease.
    for (int i = 0; i < 4; i++) assertThat(look(1_105, 1_100, 0)).isFalse();
    assertThat(look(1_105, 1_100, 0)).isTrue();
  }

  @Test
  void moreThanIsUnderWayIsSurplusAlsoWhileHitsCome() {
    for (int i = 0; i < 4; i++) assertThat(look(1_050, 1_000, 12)).isFalse();
    assertThat(look(1_050, 1_000, 12)).isTrue();
  }

  @Test
  void whatHasJustEndedMayNotBeCollectedYet() {
    for (int i = 0; i < 100; i++) {
      surplus.ended(7);
      assertThat(look(1_008, 1_000, 1)).isFalse();
    }
    for (int i = 0; i < 15; i++) {
      surplus.ended(0);
      assertThat(look(1_008, 1_000, 1)).isFalse();
    }
    surplus.ended(0);
    for (int i = 0; i < 4; i++) assertThat(look(1_008, 1_000, 1)).isFalse();
    assertThat(look(1_008, 1_000, 1)).isTrue();
  }

  @Test
  void whatEndedBeforeTheStartIsNotKnown() {
    Surplus started = new Surplus();
    started.suspect();
    for (int i = 0; i < 15; i++) {
      started.ended(0);
      assertThat(started.look(1_000_100, 1_000_000, () -> 0)).isFalse();
    }
    started.ended(0);
    for (int i = 0; i < 4; i++) {
      assertThat(started.look(1_000_100, 1_000_000, () -> 0)).isFalse();
    }
    assertThat(started.look(1_000_100, 1_000_000, () -> 0)).isTrue();
  }

  @Test
  void atTheStartFewAreReadAndManyAreNot() {
    assertThat(Surplus.atStart(10, 10)).isFalse();
    assertThat(Surplus.atStart(11, 10)).isTrue();
    assertThat(Surplus.atStart(1_000_001, 1_000_000)).isFalse();
    assertThat(Surplus.atStart(-1, 1_000_000)).isTrue();
  }

  @Test
  void withoutSuspicionNobodyLooks() {
    for (int i = 0; i < 5; i++) look(11, 10, 0);
    for (int i = 0; i < 10; i++) assertThat(look(11, 10, 0)).isFalse();
  }

  @Test
  void nothingCanBeToldInFlood() {
    for (int i = 0; i < 100; i++) assertThat(look(90_000, 10_000, 1_000)).isFalse();
  }

  @Test
  void kernelThatDoesNotCountIsReadWhenEventsWereLost() {
    assertThat(look(-1, 10, 0)).isFalse();
    surplus.eventsLost();
    surplus.suspect();
    assertThat(look(-1, 10, 0)).isTrue();
  }
}
