package org.portsnare.cli.common;

import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.text.Visible;

/** Times, numbers and tables for people. */
public final class Text {
  private static final int DEFAULT_WIDTH = 80;

  /** Width that the last column of a table keeps, in characters, before others are left out. */
  private static final int LAST_WIDTH = 20;

  /** Spaces between two columns. */
  private static final int GAP = 2;

  private Text() {}

  /** Time left until {@code end}: {@code 9d 23h}; {@code never} if there is no end. */
  public static String left(@Nullable Instant end, Instant now) {
    if (end == null) return "never";
    Duration left = Duration.between(now, end);
    if (left.isNegative()) return "now";
    if (left.toDays() > 0) return left.toDays() + "d " + left.toHoursPart() + "h";
    if (left.toHours() > 0) return left.toHours() + "h " + left.toMinutesPart() + "m";
    if (left.toMinutes() > 0) return left.toMinutes() + "m " + left.toSecondsPart() + "s";
    return left.toSeconds() + "s";
  }

  /** {@code 12,345}: with a comma, whatever the locale. */
  public static String count(long number) {
    // Without java.util.Formatter: it would cost more time than all other output of a command.
    StringBuilder text = new StringBuilder(Long.toString(number));
    int first = number < 0 ? 1 : 0;
    for (int at = text.length() - 3; at > first; at -= 3) text.insert(at, ',');
    return text.toString();
  }

  /**
   * Maximum width of a line: {@code COLUMNS}, otherwise the width of the terminal. Without a
   * terminal there is no limit, so that {@code grep} sees whole lines.
   */
  public static int width() {
    int columns = number(System.getenv("COLUMNS"));
    if (columns > 0) return columns;
    if (!isTerminal()) return Integer.MAX_VALUE;
    int terminal = terminalWidth();
    return terminal > 0 ? terminal : DEFAULT_WIDTH;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // it is null with the lean console that the launcher asks for
  public static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static int terminalWidth() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      try (BufferedReader reader = stty.inputReader()) {
        String size = String.valueOf(reader.readLine());
        return number(size.substring(size.indexOf(' ') + 1));
      }
    } catch (IOException e) {
      return 0;
    }
  }

  private static int number(@Nullable String text) {
    return text != null && text.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(text) : 0;
  }

  /**
   * Prints rows as aligned columns; the first row is the heading. If they are wider than {@code
   * width}, columns are left out. If that is not enough, lines lose their end.
   *
   * @param expendable columns that may be left out, in this order
   * @return the columns that were left out
   */
  public static List<Integer> table(
      List<String[]> rows, List<Integer> expendable, int width, Appendable out) {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) widths[i] = Math.max(widths[i], row[i].length());
    }
    List<Integer> leftOut = new ArrayList<>();
    for (int column : expendable) {
      if (total(widths) <= width) break;
      // A column that is left out has no width, and its cells are skipped.
      widths[column] = 0;
      leftOut.add(column);
    }
    for (String[] row : rows) append(out, fit(line(row, widths), width));
    return leftOut;
  }

  /** Width of a row. The last column may lose its end: so it does not cost all the others. */
  private static int total(int[] widths) {
    int total = 0;
    for (int width : widths) total += width == 0 ? 0 : width + GAP;
    int last = widths[widths.length - 1];
    return total - GAP - Math.max(0, last - LAST_WIDTH);
  }

  /** A name, and its value in the next column; further lines are indented. */
  public static String field(String name, int column, String value, int width) {
    String indent = " ".repeat(column);
    String first = name + " ".repeat(Math.max(1, column - name.length()));
    int room = width == Integer.MAX_VALUE ? width : Math.max(LAST_WIDTH, width - column);
    return first + String.join("\n" + indent, wrap(value, room));
  }

  /**
   * The text in lines of at most {@code width}. It is broken between words; longer words are broken
   * too.
   */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > 0 ? space : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private static String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      if (widths[i] > 0) line.append(row[i]).repeat(' ', widths[i] - row[i].length() + GAP);
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

  /** Text from outside. Characters that could deceive a terminal are made visible. */
  public static String clean(String text) {
    return Visible.of(text);
  }
}
