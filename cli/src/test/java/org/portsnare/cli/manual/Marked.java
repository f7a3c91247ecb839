package org.portsnare.cli.manual;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables between marks in a page that is otherwise written by hand. */
final class Marked {
  /** A comment of Markdown, which readers do not see, the table, and another comment. */
  private static final Pattern PART =
      Pattern.compile("<!-- make docs: ([^\n]+) -->\n(.*?)<!-- end -->\n", Pattern.DOTALL);

  private Marked() {}

  /** Fills in the tables that the marks of the page name. */
  static String fill(String page, Map<String, String> tables) {
    return replace(
        page,
        (name, _) -> "<!-- make docs: " + name + " -->\n" + of(tables, name) + "<!-- end -->\n");
  }

  private static String of(Map<String, String> tables, String name) {
    String table = tables.get(name);
    if (table != null) return table;
    throw new IllegalArgumentException(
        "a mark asks for '" + name + "', and there are only " + tables.keySet());
  }

  interface Part {
    String text(String name, String content);
  }

  static String replace(String page, Part part) {
    return PART.matcher(page)
        .replaceAll(m -> Matcher.quoteReplacement(part.text(m.group(1), m.group(2))));
  }

  /** The names in the marks of a page. */
  static Set<String> names(String page) {
    Set<String> names = new HashSet<>();
    PART.matcher(page).results().map((MatchResult m) -> m.group(1)).forEach(names::add);
    return names;
  }
}
