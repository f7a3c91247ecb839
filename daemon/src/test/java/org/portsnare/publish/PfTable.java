package org.portsnare.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.ban.Prefix;

/**
 * Reads a file for a pf table, and accepts less than pf does.
 *
 * <p>pf.conf(5), TABLES: a file has "one or more addresses, one per line", as numeric addresses or
 * networks in CIDR notation, and comments after {@code #}; {@code !} negates an entry. OpenBSD's
 * {@code sbin/pfctl/pfctl_parser.c} splits it in the same way in {@code pfr_buf_load} and {@code
 * pfr_next_token}, and {@code append_addr} reads each word. It resolves a word that is no number as
 * a name; a list must never cause that.
 */
final class PfTable {
  private static final Pattern ENTRY = Pattern.compile("([0-9.]+|[0-9a-f:]+)(?:/([0-9]{1,3}))?");

  private PfTable() {}

  static List<Prefix> parse(String text) {
    if (!text.isEmpty() && !text.endsWith("\n")) throw new IllegalArgumentException("no last end");
    List<Prefix> entries = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("#")) continue;
      Matcher matcher = ENTRY.matcher(line);
      if (!matcher.matches()) throw new IllegalArgumentException("'" + line + "'");
      // Refuses a length that is too large, and bits after the network.
      entries.add(Prefix.parse(line));
    }
    return entries;
  }
}
