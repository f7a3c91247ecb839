package org.portsnare.text;

import java.util.Locale;

/**
 * Text of others as people may see it: a reason, a comment, a file's name. What is not seen itself
 * but changes what is seen (control characters, bidirectional overrides, line separators) is
 * written out as {@code \x1b} or {@code \u202e}.
 */
public final class Visible {
  private Visible() {}

  /** Whether a terminal or a page shows it as a character of its own, and nothing else of it. */
  public static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** With everything that is not visible written out. */
  public static String of(String text) {
    if (text.codePoints().allMatch(Visible::isVisible)) return text;
    StringBuilder visible = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(visible, c));
    return visible.toString();
  }

  private static void append(StringBuilder text, int codePoint) {
    if (isVisible(codePoint)) text.appendCodePoint(codePoint);
    else if (codePoint < 0x100) text.append(String.format(Locale.ROOT, "\\x%02x", codePoint));
    else text.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
  }

  /**
   * As it is, if all of it is visible.
   *
   * @param what names it in the error, such as {@code the reason}
   * @throws IllegalArgumentException with a sentence, if something in it is not
   */
  public static String required(String what, String text) {
    text.codePoints()
        .filter(c -> !isVisible(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT, "%s has the character U+%04X, which nobody would see", what, c));
            });
    return text;
  }

  /**
   * A cell of comma-separated values (RFC 4180): in quotes where it must be, and never a formula,
   * as a spreadsheet takes what begins with one of {@code = + - @}.
   */
  public static String cell(String text) {
    String visible = of(text);
    if (!visible.isEmpty() && "=+-@".indexOf(visible.charAt(0)) >= 0) visible = "'" + visible;
    boolean quotes = visible.chars().anyMatch(c -> c == ',' || c == '"' || c == '\'' || c == ' ');
    return quotes ? '"' + visible.replace("\"", "\"\"") + '"' : visible;
  }
}
