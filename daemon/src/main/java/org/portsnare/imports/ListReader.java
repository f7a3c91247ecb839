package org.portsnare.imports;

import java.util.Optional;
import org.portsnare.ban.Prefix;

/**
 * One address or prefix a line; what follows a {@code #} or {@code ;} is a comment, as in the lists
 * of FireHOL and Spamhaus.
 */
final class ListReader extends LineReader {
  @Override
  void line(long number, String line, Findings findings) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '#' && line.charAt(end) != ';') end++;
    String text = line.substring(0, end).strip();
    if (text.isEmpty()) return;
    if (text.startsWith("!")) {
      throw new IllegalArgumentException(quoted(text) + " is an exception, not a ban");
    }
    if (text.length() > 60) {
      throw new IllegalArgumentException(
          quoted(text) + " is not an IPv4 or IPv6 address or prefix");
    }
    findings.entry(new Entry(number, Prefix.parseGiven(text), Optional.empty(), ""));
  }
}
