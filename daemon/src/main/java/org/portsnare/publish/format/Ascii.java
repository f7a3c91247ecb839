package org.portsnare.publish.format;

import java.nio.charset.StandardCharsets;
import org.portsnare.ban.Prefix;

/** Converts text to bytes, fast enough for a million lines. */
public final class Ascii {
  private Ascii() {}

  public static byte[] of(String text) {
    // The same bytes as in US-ASCII, but the fastest copy.
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** As {@link Prefix#toString}. */
  public static byte[] of(Prefix prefix) {
    if (prefix.ipv6()) return of(prefix.toString());
    byte[] text = new byte[18];
    int at = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      at = number(text, at, (int) (prefix.low() >> shift) & 0xff);
      if (shift > 0) text[at++] = '.';
    }
    if (!prefix.isAddress()) {
      text[at++] = '/';
      at = number(text, at, prefix.length());
    }
    return java.util.Arrays.copyOf(text, at);
  }

  /** A number of up to three digits. */
  private static int number(byte[] text, int from, int number) {
    int at = from;
    if (number >= 100) text[at++] = (byte) ('0' + number / 100);
    if (number >= 10) text[at++] = (byte) ('0' + number / 10 % 10);
    text[at++] = (byte) ('0' + number % 10);
    return at;
  }
}
