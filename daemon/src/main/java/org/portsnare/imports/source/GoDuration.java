package org.portsnare.imports.source;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go's {@code time.Duration.String} writes them: {@code 3h59m12.5s}. */
public final class GoDuration {
  private static final Pattern WHOLE =
      Pattern.compile("-?(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?(?:h|m|s|ms|us|µs|ns))+");
  private static final Pattern PART =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(h|ms|m|s|us|µs|ns)");

  private GoDuration() {}

  /**
   * A duration in milliseconds, without fractions.
   *
   * @throws IllegalArgumentException if it is no duration
   */
  public static long millis(String text) {
    if (text.equals("0")) return 0;
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          LineReader.quoted(text) + " is not a duration such as 3h59m12.5s");
    }
    BigDecimal millis = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      millis = millis.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
    }
    return text.startsWith("-") ? -millis.longValue() : millis.longValue();
  }

  private static BigDecimal unit(String unit) {
    return new BigDecimal(
        switch (unit) {
          case "h" -> "3600000";
          case "m" -> "60000";
          case "s" -> "1000";
          case "ms" -> "1";
          case "ns" -> "0.000001";
          default -> "0.001";
        });
  }
}
