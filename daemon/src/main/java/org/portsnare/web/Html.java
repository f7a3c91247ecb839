package org.portsnare.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.portsnare.text.Visible;

/** Texts as HTML. */
final class Html {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Html() {}

  /** For text and for attributes in double quotes. */
  static String escaped(String text) {
    return Visible.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** In UTC. */
  static String time(Instant time) {
    return TIME.format(time);
  }
}
