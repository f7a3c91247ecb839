package org.portsnare.ban;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a ban lasts.
 *
 * @param millis milliseconds; 0 for ever
 */
public record Lifetime(long millis) {
  public static final Lifetime FOREVER = new Lifetime(0);

  /**
   * Maximum lifetime, a hundred years, in milliseconds: more is a mistake, and sums of times stay
   * in range.
   */
  public static final long MAX_MILLIS = 36_500L * 86_400_000L;

  public Lifetime {
    if (millis < 0 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException("a duration of " + millis + " ms");
    }
  }

  public static Lifetime ofDays(int days) {
    return new Lifetime(days * 86_400_000L);
  }

  /**
   * Reads {@code 30s}, {@code 10m}, {@code 12h}, {@code 10d}, or {@code never} and {@code 0} for
   * ever.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static Lifetime parse(String text) {
    if (text.equals("never") || text.equals("0")) return FOREVER;
    if (!text.matches("[0-9]{1,12}[smhd]")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 30s, 10m, 12h, 10d or never");
    }
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    long unit =
        switch (text.charAt(text.length() - 1)) {
          case 's' -> 1_000L;
          case 'm' -> 60_000L;
          case 'h' -> 3_600_000L;
          default -> 86_400_000L;
        };
    if (count > MAX_MILLIS / unit) {
      throw new IllegalArgumentException("'" + text + "' is more than 100 years; use never");
    }
    return new Lifetime(count * unit);
  }

  public boolean isForever() {
    return millis == 0;
  }

  /** The end of a ban that began at {@code since}; null for never. */
  public @Nullable Instant end(Instant since) {
    return isForever() ? null : since.plusMillis(millis);
  }

  /** In the largest unit that is exact, as {@link #parse} reads it. */
  @Override
  public String toString() {
    if (isForever()) return "never";
    if (millis % 86_400_000L == 0) return millis / 86_400_000L + "d";
    if (millis % 3_600_000L == 0) return millis / 3_600_000L + "h";
    if (millis % 60_000L == 0) return millis / 60_000L + "m";
    return millis / 1_000L + "s";
  }
}
