package org.portsnare.bench.report;

import java.util.Locale;

/** Numbers for people. */
public final class Text {
  private Text() {}

  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A number with about three significant digits. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1_000) return count(Math.round(value));
    if (size >= 100 || size == Math.rint(size)) return String.format(Locale.ROOT, "%.0f", value);
    if (size >= 10) return String.format(Locale.ROOT, "%.1f", value);
    if (size >= 0.1) return String.format(Locale.ROOT, "%.2f", value);
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** The median, and the range from minimum to maximum. */
  public static String sample(Sample sample) {
    if (sample.isEmpty()) return "not measured";
    if (sample.size() == 1) return number(sample.median());
    return number(sample.median()) + " (" + number(sample.min()) + "–" + number(sample.max()) + ")";
  }

  public static String sample(Sample sample, String unit) {
    return sample(sample) + " " + unit;
  }

  /** The address {@code index} places after 11.0.0.0. */
  public static String address(int index) {
    int value = 0x0b000000 + index;
    return (value >>> 24)
        + "."
        + ((value >> 16) & 0xff)
        + "."
        + ((value >> 8) & 0xff)
        + "."
        + (value & 0xff);
  }
}
