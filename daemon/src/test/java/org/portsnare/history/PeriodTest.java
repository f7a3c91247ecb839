package org.portsnare.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PeriodTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:30:00Z");

  private static String text(Duration length) {
    Period period = Period.of(length, NOW);
    return Period.instant(period.from())
        + " "
        + Period.instant(period.to())
        + " "
        + period.steps()
        + (period.days() ? " days" : " hours");
  }

  @Test
  void shortTimesAreToldByHourAndEndWithTheHourThatIsNotOver() {
    assertThat(text(Duration.ofDays(1)))
        .isEqualTo("2026-11-30T13:00:00Z 2026-12-01T13:00:00Z 24 hours");
    assertThat(text(Duration.ofDays(3)))
        .isEqualTo("2026-11-28T13:00:00Z 2026-12-01T13:00:00Z 72 hours");
    assertThat(text(Duration.ofSeconds(1)))
        .isEqualTo("2026-12-01T12:00:00Z 2026-12-01T13:00:00Z 1 hours");
    assertThat(text(Duration.ofMinutes(61)))
        .isEqualTo("2026-12-01T11:00:00Z 2026-12-01T13:00:00Z 2 hours");
  }

  @Test
  void longTimesAreToldByDayAndEndWithToday() {
    assertThat(text(Duration.ofDays(30)))
        .isEqualTo("2026-11-02T00:00:00Z 2026-12-02T00:00:00Z 30 days");
    assertThat(text(Duration.ofHours(73)))
        .isEqualTo("2026-11-28T00:00:00Z 2026-12-02T00:00:00Z 4 days");
  }

  @Test
  void noTimeBeginsBefore1970() {
    assertThat(Period.of(Duration.ofDays(36_000), NOW).from()).isZero();
  }
}
