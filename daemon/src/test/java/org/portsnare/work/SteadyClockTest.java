package org.portsnare.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.work.SteadyClock.Note;

final class SteadyClockTest {
  private static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The machine: its clock, and the time since boot. */
  private Instant wall = BEGIN;

  private long uptime = 5_000;
  private long nanos = 77;

  private SteadyClock clock(String bootId) {
    return new SteadyClock(() -> wall, () -> uptime, () -> nanos, bootId);
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    uptime += time.toMillis();
    nanos += time.toNanos();
  }

  private void set(Duration by) {
    wall = wall.plus(by);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT2H", "PT-2H", "P30D", "P-30D", "P-20000D"})
  void aClockThatIsSetWhileTheDaemonRunsChangesNothing(String step) {
    SteadyClock clock = clock("a");
    pass(MINUTE);
    set(Duration.parse(step));
    pass(MINUTE);
    assertThat(clock.instant()).isEqualTo(BEGIN.plus(MINUTE).plus(MINUTE));
    assertThat(clock.ahead()).isEqualTo(Duration.parse(step));
    set(Duration.parse(step).negated());
    assertThat(clock.ahead()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT2H", "PT-2H", "P30D", "P-30D"})
  void aStartWithAWrongClockKnowsHowMuchLaterItIs(String step) {
    Note note = clock("a").note();
    pass(MINUTE);
    set(Duration.parse(step));
    SteadyClock next = clock("a");
    assertThat(next.resume(note)).isTrue();
    assertThat(next.instant()).isEqualTo(BEGIN.plus(MINUTE));
    pass(MINUTE);
    assertThat(next.instant()).isEqualTo(BEGIN.plus(MINUTE).plus(MINUTE));
  }

  @Test
  void afterABootTheMachinesClockCountsUnlessItIsInThePast() {
    Note note = clock("a").note();
    uptime = 1_000;
    set(Duration.ofDays(1));
    SteadyClock next = clock("b");
    assertThat(next.resume(note)).isFalse();
    assertThat(next.instant()).isEqualTo(BEGIN.plus(Duration.ofDays(1)));
    set(Duration.ofDays(-100));
    SteadyClock without = clock("c");
    assertThat(without.resume(note)).isFalse();
    assertThat(without.instant()).isEqualTo(BEGIN);
  }

  @Test
  void itFollowsTheMachinesClockWhenToldTo() {
    SteadyClock clock = clock("a");
    set(Duration.ofDays(-30));
    assertThat(clock.follow()).isEqualTo(Duration.ofDays(-30));
    assertThat(clock.instant()).isEqualTo(BEGIN.minus(Duration.ofDays(30)));
    assertThat(clock.ahead()).isZero();
    clock.move(Duration.ofDays(30));
    assertThat(clock.instant()).isEqualTo(BEGIN);
  }

  /** Asleep, the machine counts the time since boot, and not the other one. */
  @Test
  void sleepCounts() {
    SteadyClock clock = clock("a");
    wall = wall.plus(Duration.ofHours(3));
    uptime += Duration.ofHours(3).toMillis();
    clock.tick();
    assertThat(clock.instant()).isEqualTo(BEGIN.plus(Duration.ofHours(3)));
    assertThat(clock.ahead()).isZero();
  }

  @Test
  void itNeverGoesBack() {
    SteadyClock clock = clock("a");
    nanos += Duration.ofMillis(900).toNanos();
    long before = clock.millis();
    uptime += 890;
    clock.tick();
    assertThat(clock.millis()).isEqualTo(before);
  }

  @Test
  void aNoteIsReadAsItWasWritten() {
    Note note = new Note("4f1c", 12, -5);
    assertThat(Note.parse(note.toString())).contains(note);
    assertThat(Note.parse("4f1c 12")).isEmpty();
    assertThat(Note.parse("4f1c 12 x")).isEmpty();
  }
}
