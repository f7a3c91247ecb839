package org.portsnare.web.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times on the status page. */
final class Html {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String UNITS = "kMGTPE";

  private Html() {}

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number of bytes, such as {@code 1.5 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1_000) return bytes + " B";
    double value = bytes;
    int unit = -1;
    for (; value >= 999.95 && unit < UNITS.length() - 1; unit++) value /= 1_000;
    return String.format(Locale.ROOT, "%.1f %sB", value, UNITS.charAt(unit));
  }

  /** In UTC. */
  static String time(Instant time) {
    return TIME.format(time);
  }
}
