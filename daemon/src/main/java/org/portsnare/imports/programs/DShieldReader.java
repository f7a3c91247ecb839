package org.portsnare.imports.programs;

import java.util.Optional;
import java.util.regex.Pattern;
import org.portsnare.ban.AddressRange;
import org.portsnare.ban.Prefix;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.LineReader;

/**
 * DShield's {@code block.txt}, and files with the same columns, separated by tabs: first address,
 * last address, bits of the netmask, attacks, and then the name of the network.
 */
public final class DShieldReader extends LineReader {
  private static final Pattern LINE =
      Pattern.compile("[0-9a-fA-F.:]+\\s+[0-9a-fA-F.:]*[.:][0-9a-fA-F.:]*\\s+[0-9]{1,3}(\\s.*)?");

  private static final int LENGTH = 2;

  /** Whether a file has this format, by its first line that is no comment. */
  public static boolean isLike(String line) {
    return isHeading(line) || LINE.matcher(line).matches();
  }

  private static boolean isHeading(String line) {
    return line.startsWith("Start\tEnd\t");
  }

  @Override
  public void line(long number, String line, Findings findings) {
    if (line.startsWith("#") || isHeading(line)) return;
    if (!LINE.matcher(line).matches()) {
      throw new IllegalArgumentException(quoted(line) + " is not 'FIRST LAST LENGTH ...'");
    }
    String[] columns = line.split("\\s+", LENGTH + 2);
    Prefix first = Prefix.parseGiven(columns[0]);
    Prefix last = Prefix.parseGiven(columns[1]);
    int length = Math.min(Integer.parseInt(columns[LENGTH]), first.bits());
    if (!first.widened(length).contains(last)) {
      throw new IllegalArgumentException(
          quoted(line) + " has a last address that is not in /" + columns[LENGTH]);
    }
    AddressRange.between(
        first, last, prefix -> findings.entry(new Entry(number, prefix, Optional.empty(), "")));
  }
}
