package org.portsnare.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times, numbers and tables for people. */
final class Text {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private Text() {}

  /** Local time, to the second. */
  static String time(Instant time) {
    return LOCAL.format(time.atZone(ZoneId.systemDefault()));
  }

  /** What is left until {@code end}: {@code 9d 23h}; {@code never} if there is no end. */
  static String left(@Nullable Instant end, Instant now) {
    if (end == null) return "never";
    Duration left = Duration.between(now, end);
    if (left.isNegative()) return "now";
    if (left.toDays() > 0) return left.toDays() + "d " + left.toHoursPart() + "h";
    if (left.toHours() > 0) return left.toHours() + "h " + left.toMinutesPart() + "m";
    if (left.toMinutes() > 0) return left.toMinutes() + "m " + left.toSecondsPart() + "s";
    return left.toSeconds() + "s";
  }

  /** {@code 12 345}: with a thin separator that no locale changes. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The widest a line may be: {@code COLUMNS}, or 100. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    if (columns != null && columns.matches("[1-9][0-9]{1,3}")) return Integer.parseInt(columns);
    return 100;
  }

  /**
   * Rows as aligned columns, the first row being the heading; a line that would be wider than the
   * terminal loses its end.
   */
  static void table(List<String[]> rows, int width, Appendable out) {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) widths[i] = Math.max(widths[i], row[i].length());
    }
    for (String[] row : rows) append(out, fit(line(row, widths), width));
  }

  private static String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      line.append(row[i]);
      if (i < row.length - 1) line.repeat(' ', widths[i] - row[i].length() + 2);
    }
    return line.toString().stripTrailing();
  }

  private static String fit(String line, int width) {
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }

  private static void append(Appendable out, String line) {
    try {
      out.append(line).append('\n');
    } catch (IOException e) {
      throw new CommandException("writing failed: " + e.getMessage(), e);
    }
  }

  /** Text from outside, with what could play tricks on a terminal made visible. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' || (c >= 0x7f && c < 0xa0);
      if (control) clean.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      else clean.append(c);
    }
    return clean.toString();
  }
}
