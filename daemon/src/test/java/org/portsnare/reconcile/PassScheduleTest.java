package org.portsnare.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Await;

final class PassScheduleTest {
  private final PassSchedule schedule = new PassSchedule();

  @Test
  void changeMakesPassDueBeforeItsTime() {
    assertThat(schedule.isDue()).isTrue();
    schedule.begun();
    schedule.ended(10, 0);
    assertThat(schedule.isDue()).isFalse();
    schedule.changed();
    assertThat(schedule.isDue()).isTrue();
  }

  @Test
  void passThatHasBegunSeesWhatChangedBefore() {
    schedule.changed();
    schedule.begun();
    schedule.ended(10, 0);
    assertThat(schedule.isDue()).isFalse();
  }

  @Test
  void changeDuringPassIsDueAtItsEnd() {
    schedule.begun();
    schedule.changed();
    schedule.ended(10, Duration.ofMinutes(5).toNanos());
    assertThat(schedule.isDue()).isTrue();
  }

  @Test
  void afterPassBecauseOfChangeIsRest() {
    schedule.changed();
    schedule.begun();
    schedule.changed();
    schedule.ended(10, Duration.ofMinutes(5).toNanos());
    assertThat(schedule.isDue()).isFalse();
    schedule.begun();
    schedule.ended(10, 0);
    schedule.changed();
    assertThat(schedule.isDue()).isTrue();
  }

  @Test
  void restEnds() {
    schedule.changed();
    schedule.begun();
    schedule.ended(10, Duration.ofMillis(20).toNanos());
    schedule.changed();
    Await.until("the rest ends", Duration.ofSeconds(5), schedule::isDue);
  }

  @Test
  void passThatWasGivenUpComesAgainAndNotAtOnce() {
    schedule.begun();
    schedule.aborted();
    assertThat(schedule.isDue()).isFalse();
    schedule.changed();
    assertThat(schedule.isDue()).isTrue();
  }
}
