package org.portsnare.publish.format;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as RFC 3339 writes them, in UTC and to the second. One thread uses it. */
public final class Timestamps {
  private static final long SECONDS_A_DAY = 86_400;

  private long day = Long.MIN_VALUE;
  private byte[] midnight = {};
  private long second = Long.MIN_VALUE;
  private byte[] text = {};

  /** The text for an {@link Instant}. */
  public static String of(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * The text for a time, such as {@code 2026-11-24T17:06:12Z}. Do not change the returned array.
   */
  public byte[] of(long millis) {
    long seconds = Math.floorDiv(millis, 1000L);
    if (seconds == second) return text;
    long newDay = Math.floorDiv(seconds, SECONDS_A_DAY);
    if (newDay != day) {
      midnight = Ascii.of(Instant.ofEpochSecond(newDay * SECONDS_A_DAY).toString());
      day = newDay;
    }
    int time = (int) (seconds - newDay * SECONDS_A_DAY);
    byte[] fresh = midnight.clone();
    int end = fresh.length - 1;
    digits(fresh, end - 8, time / 3600);
    digits(fresh, end - 5, time / 60 % 60);
    digits(fresh, end - 2, time % 60);
    second = seconds;
    text = fresh;
    return fresh;
  }

  private static void digits(byte[] text, int at, int number) {
    text[at] = (byte) ('0' + number / 10);
    text[at + 1] = (byte) ('0' + number % 10);
  }
}
