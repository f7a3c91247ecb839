package org.portsnare.history;

import java.time.Duration;
import java.time.Instant;

/**
 * A time that ends with the hour, or the day, that is not over.
 *
 * @param from its begin, in hours since 1970
 * @param to its end
 * @param days whether it is told by day
 */
record Period(long from, long to, boolean days) {
  /** Longer times are told by day. */
  private static final Duration MAX_HOURS = Duration.ofDays(3);

  private static final long HOUR_MILLIS = 3_600_000;
  private static final long HOURS_PER_DAY = 24;

  /** The hours or days that cover the time {@code length} up to {@code now}, at least one. */
  static Period of(Duration length, Instant now) {
    long hour = HourCounter.hour(now.toEpochMilli());
    if (length.compareTo(MAX_HOURS) <= 0) {
      long hours = Math.max(1, ceil(length.toMillis(), HOUR_MILLIS));
      return new Period(hour + 1 - hours, hour + 1, false);
    }
    long days = ceil(length.toMillis(), HOUR_MILLIS * HOURS_PER_DAY);
    long today = Math.floorDiv(hour, HOURS_PER_DAY);
    return new Period(
        Math.max(0, today + 1 - days) * HOURS_PER_DAY, (today + 1) * HOURS_PER_DAY, true);
  }

  private static long ceil(long number, long unit) {
    return (number + unit - 1) / unit;
  }

  long hours() {
    return to - from;
  }

  /** Length of a step, in hours. */
  long step() {
    return days ? HOURS_PER_DAY : 1;
  }

  int steps() {
    return Math.toIntExact(hours() / step());
  }

  static Instant instant(long hour) {
    return Instant.ofEpochMilli(hour * HOUR_MILLIS);
  }
}
