package org.portsnare.testing;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as readable text, and a comparison that shows where two arrays differ. */
public final class Hexdump {
  /** Bytes per column: two columns fit into a line of 100 characters. */
  private static final int WIDTH = 8;

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Hexdump() {}

  /**
   * Fails unless both arrays are equal.
   *
   * @throws AssertionError with both arrays side by side; lines that differ are marked
   */
  public static void assertBytes(byte[] actual, byte[] expected) {
    int at = Arrays.mismatch(actual, expected);
    if (at < 0) return;
    throw new AssertionError(
        "bytes differ from offset %d (0x%x); expected %d bytes, got %d%n%s"
            .formatted(at, at, expected.length, actual.length, sideBySide(expected, actual)));
  }

  /**
   * The expected bytes on the left, the actual bytes on the right, {@value #WIDTH} per line. A line
   * that differs has a {@code !} between them.
   */
  public static String sideBySide(byte[] expected, byte[] actual) {
    StringBuilder text = new StringBuilder();
    text.append("%6s  %-32s   %s%n".formatted("", "expected", "actual"));
    for (int at = 0; at < Math.max(expected.length, actual.length); at += WIDTH) {
      byte[] left = line(expected, at);
      byte[] right = line(actual, at);
      char mark = Arrays.equals(left, right) ? ' ' : '!';
      text.append(
          "%06x  %-23s %-8s %c %-23s %s%n"
              .formatted(
                  at, HEX.formatHex(left), ascii(left), mark, HEX.formatHex(right), ascii(right)));
    }
    return text.toString();
  }

  private static byte[] line(byte[] bytes, int at) {
    int from = Math.min(at, bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(from + WIDTH, bytes.length));
  }

  private static String ascii(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) text.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
    return text.toString();
  }
}
