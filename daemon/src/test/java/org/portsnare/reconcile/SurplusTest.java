package org.portsnare.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.work.Worker;

final class SurplusTest {
  private final Surplus surplus = new Surplus();

  @BeforeEach
  void suspect() {
    surplus.suspect();
  }

  private boolean look(long kernel, long known, long recent) {
    return surplus.look(kernel, known, () -> recent);
  }

  /** So many looks decide nothing, and the one behind them does. */
  private void assertDecidedAfter(int looks, long kernel, long known, long recent) {
    for (int i = 1; i < looks; i++) assertThat(look(kernel, known, recent)).as("" + i).isFalse();
    assertThat(look(kernel, known, recent)).isTrue();
  }

  /** The kernel collects what has ended in time while it is looked. */
  @Test
  void looksTakeLongerThanCollections() {
    long gc = Ruleset.GC_INTERVAL.toMillis();
    assertThat((Surplus.LOOKS - 2) * Worker.TICK_MILLIS).isGreaterThan(gc);
    assertThat((Surplus.LOOKS_UNLESS_FEW - 2) * Worker.TICK_MILLIS).isGreaterThan(3 * gc);
  }

  @Test
  void surplusThatStaysIsOne() {
    assertDecidedAfter(Surplus.LOOKS, 11, 10, 0);
    assertThat(look(11, 10, 0)).isFalse();
  }

  @Test
  void whereEventsWereLostItIsFoundSooner() {
    surplus.eventsLost();
    // What another program has taken away may hide it until the next pass.
    assertThat(look(10, 10, 0)).isFalse();
    surplus.suspect();
    assertDecidedAfter(Surplus.LOOKS_AFTER_LOSS, 1_000_001, 1_000_000, 0);
    surplus.suspect();
    assertDecidedAfter(Surplus.LOOKS, 11, 10, 0);
  }

  @Test
  void inALongSetItHasToStayForThreeCollections() {
    assertDecidedAfter(Surplus.LOOKS, Surplus.FEW, 10, 0);
    surplus.suspect();
    assertDecidedAfter(Surplus.LOOKS_UNLESS_FEW, Surplus.FEW + 1, 10, 0);
  }

  @Test
  void looksBeforeALossDoNotCount() {
    for (int i = 1; i < Surplus.LOOKS; i++) assertThat(look(11, 10, 0)).isFalse();
    surplus.eventsLost();
    assertDecidedAfter(Surplus.LOOKS_AFTER_LOSS, 11, 10, 0);
  }

  @Test
  void surplusThatGoesEndsTheSuspicion() {
    for (int i = 1; i < Surplus.LOOKS; i++) assertThat(look(11, 10, 0)).isFalse();
    assertThat(look(10, 10, 0)).isFalse();
    for (int i = 0; i < 2 * Surplus.LOOKS; i++) assertThat(look(11, 10, 0)).isFalse();
    surplus.suspect();
    assertDecidedAfter(Surplus.LOOKS, 11, 10, 0);
  }

  @Test
  void atTheStartItIsReadAtOnceWhereThatIsShort() {
    assertThat(surplus.lookAtStart(10, 10)).isFalse();
    assertThat(surplus.lookAtStart(11, 10)).isTrue();
    assertThat(surplus.lookAtStart(Surplus.MANY, Surplus.MANY - 1)).isTrue();
    assertThat(surplus.lookAtStart(-1, 10)).isTrue();
  }

  @Test
  void atTheStartOfALongSetLooksDecideUnlessItIsLarge() {
    Surplus anew = new Surplus();
    assertThat(anew.lookAtStart(1_001_001, 1_000_000)).isTrue();
    assertThat(anew.lookAtStart(1_000_001, 0)).isTrue();
    assertThat(anew.lookAtStart(1_001_000, 1_000_000)).isFalse();
  }

  /** Hits and ends that never cease do not hide what came while no daemon listened. */
  @Test
  void behindTheStartOfALongSetNothingIsTakenForUnderWay() {
    assertThat(surplus.lookAtStart(1_000_001, 1_000_000)).isFalse();
    for (int i = 1; i < Surplus.LOOKS_UNLESS_FEW; i++) {
      surplus.ended(10);
      assertThat(look(1_000_001, 1_000_000, 10)).isFalse();
    }
    assertThat(look(1_000_001, 1_000_000, 10)).isTrue();
    surplus.suspect();
    for (int i = 0; i < 200; i++) assertThat(look(1_000_001, 1_000_000, 10)).isFalse();
  }

  @Test
  void inAFloodNothingIsToldAlsoBehindTheStart() {
    assertThat(surplus.lookAtStart(1_000_001, 1_000_000)).isFalse();
    for (int i = 0; i < 200; i++) assertThat(look(1_000_001, 1_000_000, 1_000)).isFalse();
    assertDecidedAfter(Surplus.LOOKS_UNLESS_FEW, 1_000_001, 1_000_000, 999);
  }

  @Test
  void behindTheStartOneLookWithoutASurplusIsEnough() {
    assertThat(surplus.lookAtStart(1_000_100, 1_000_000)).isFalse();
    for (int i = 1; i < Surplus.LOOKS_UNLESS_FEW; i++) {
      assertThat(look(1_000_100, 1_000_000, 0)).isFalse();
    }
    for (int i = 0; i < 200; i++) assertThat(look(1_000_000, 1_000_000, 0)).isFalse();
  }

  @Test
  void whereHitsNeverCeaseThereIsAlwaysOneUnderWay() {
    for (int i = 0; i < 200; i++) assertThat(look(1_005 + i, 1_000 + i, 12)).isFalse();
    // What was lost meanwhile is found when they cease.
    assertDecidedAfter(Surplus.LOOKS, 1_205, 1_200, 0);
  }

  @Test
  void moreThanIsUnderWayIsSurplusAlsoWhileHitsCome() {
    assertDecidedAfter(Surplus.LOOKS, 1_050, 1_000, 12);
  }

  @Test
  void whatHasJustEndedMayNotBeCollectedYet() {
    for (int i = 0; i < 200; i++) {
      surplus.ended(7);
      assertThat(look(1_008, 1_000, 1)).isFalse();
    }
    surplus.ended(0);
    surplus.ended(0);
    assertThat(look(1_008, 1_000, 1)).isFalse();
    surplus.ended(0);
    assertDecidedAfter(Surplus.LOOKS, 1_008, 1_000, 1);
  }

  /** Between two collections what has ended piles up; right behind one it is gone. */
  @Test
  void whereBansEndAllTheTimeOneCollectionInThreeIsEnough() {
    int threeCollections = Surplus.LOOKS_UNLESS_FEW - 3;
    for (int i = 1; i < 10 * threeCollections; i++) {
      surplus.ended(8);
      boolean collected = i % threeCollections == 0;
      assertThat(look(1_000_000 + (collected ? 16 : 200), 1_000_000, 1)).isFalse();
    }
  }

  @Test
  void withoutSuspicionNobodyLooks() {
    for (int i = 0; i < Surplus.LOOKS; i++) look(11, 10, 0);
    for (int i = 0; i < 100; i++) assertThat(look(11, 10, 0)).isFalse();
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
