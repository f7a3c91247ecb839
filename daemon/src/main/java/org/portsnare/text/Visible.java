package org.portsnare.text;

import java.util.Locale;

/**
 * Makes text from others safe to show: a reason, a comment, a file's name. Invisible characters
 * that change how text is shown (control characters, bidirectional overrides, line separators) are
 * written as {@code \x1b} or {@code \u202e}.
 */
public final class Visible {
  private Visible() {}

  /** Whether a terminal or a page shows this character as itself, without other effects. */
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

  /** The text with every invisible character written as an escape. */
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
   * Returns the text unchanged if all of it is visible.
   *
   * @param what its name in the message, such as {@code the reason}
   * @throws IllegalArgumentException with a sentence, if a character is not visible
   */
  public static String required(String what, String text) {
    text.codePoints()
        .filter(c -> !isVisible(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT, "%s has the character U+%04X, which is invisible", what, c));
            });
    return text;
  }

  /**
   * A cell of comma-separated values (RFC 4180): in quotes if necessary, and never a formula. A
   * spreadsheet takes text that begins with {@code = + - @} for a formula.
   */
  public static String cell(String text) {
    String visible = of(text);
    if (!visible.isEmpty() && "=+-@".indexOf(visible.charAt(0)) >= 0) visible = "'" + visible;
    boolean quotes = visible.chars().anyMatch(c -> c == ',' || c == '"' || c == '\'' || c == ' ');
    return quotes ? '"' + visible.replace("\"", "\"\"") + '"' : visible;
  }
}
