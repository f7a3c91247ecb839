package org.portsnare.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times on the status page. */
final class Html {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Html() {}

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** In UTC. */
  static String time(Instant time) {
    return TIME.format(time);
  }
}
