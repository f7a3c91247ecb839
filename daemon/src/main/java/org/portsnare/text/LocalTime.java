package org.portsnare.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them, in this machine's time zone. */
public final class LocalTime {
  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssX", Locale.ROOT);

  private LocalTime() {}

  /** Local time with its offset, to the second: {@code 2026-11-24 12:18:02+01}. */
  public static String of(Instant time) {
    return TO_THE_SECOND.format(time.atZone(ZoneId.systemDefault()));
  }
}
