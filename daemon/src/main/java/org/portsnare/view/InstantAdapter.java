package org.portsnare.view;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as {@link Instant#toString} writes them, which is RFC 3339 in UTC.
 *
 * <p>Its formatter takes a fifth of the time of a long list. So times with milliseconds, as the
 * ledger has them, are written without it.
 */
final class InstantAdapter implements JsonAdapter<Instant> {
  private static final int DAY_SECONDS = 86_400;
  private static final int MILLI_NANOS = 1_000_000;

  /** Limits of years without a sign: earlier and later years have one. */
  private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();

  private static final long YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();

  @Override
  public void toJson(JsonWriter writer, Instant time) {
    writer.value(text(time));
  }

  @Override
  public Instant fromJson(JsonReader reader) {
    return Instant.parse(reader.readString());
  }

  static String text(Instant time) {
    long second = time.getEpochSecond();
    int nanos = time.getNano();
    // A whole second has no fraction, and a finer fraction than milliseconds has more digits.
    boolean millis = nanos != 0 && nanos % MILLI_NANOS == 0;
    if (!millis || second < YEAR_0 || second >= YEAR_10000) return time.toString();
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, DAY_SECONDS));
    int ofDay = Math.floorMod(second, DAY_SECONDS);
    byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
    put(text, 3, date.getYear());
    put(text, 6, date.getMonthValue());
    put(text, 9, date.getDayOfMonth());
    put(text, 12, ofDay / 3600);
    put(text, 15, ofDay / 60 % 60);
    put(text, 18, ofDay % 60);
    put(text, 22, nanos / MILLI_NANOS);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Writes a number with its last digit at {@code last}; the digits before it are zeros. */
  private static void put(byte[] text, int last, int number) {
    for (int rest = number, at = last; rest > 0; rest /= 10, at--) text[at] += (byte) (rest % 10);
  }
}
