package org.portsnare.imports.programs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.imports.source.Addresses;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.LineReader;

/**
 * One address, prefix or range per line, perhaps with a count before or after it. A comment begins
 * with {@code #} or {@code ;}, as in the lists of FireHOL and Spamhaus.
 */
public final class ListReader extends LineReader {
  private static final String COUNT = "[0-9]{1,19}";
  private static final String ADDRESS = "[0-9a-fA-F]*[.:][0-9a-fA-F.:/]*";
  private static final String BETWEEN = "(?:\\s*,\\s*|\\s+)";
  private static final Pattern COUNTED =
      Pattern.compile(
          "(" + ADDRESS + ")" + BETWEEN + COUNT + "|" + COUNT + BETWEEN + "(" + ADDRESS + ")");

  @Override
  public void line(long number, String line, Findings findings) {
    String text = withoutComment(line);
    if (text.isEmpty()) return;
    if (text.startsWith("!")) {
      throw new IllegalArgumentException(quoted(text) + " is an exception, not a ban");
    }
    Addresses.each(
        withoutCount(text),
        prefix -> findings.entry(new Entry(number, prefix, Optional.empty(), "")));
  }

  private static String withoutComment(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '#' && line.charAt(end) != ';') end++;
    return line.substring(0, end).strip();
  }

  private static String withoutCount(String text) {
    Matcher counted = COUNTED.matcher(text);
    if (!counted.matches()) return text;
    return counted.group(1) == null ? counted.group(2) : counted.group(1);
  }
}
