package org.portsnare.cli.manual;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a manual page in the macros of man(7). Text comes as Markdown: {@code `code`}, links, and
 * nothing else.
 */
final class Roff {
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`|\\[([^\\]]+)\\]\\([^)]+\\)");

  private final StringBuilder out = new StringBuilder();
  private boolean heading;

  Roff(String name, int section, String date) {
    out.append(".\\\" Written by make docs. Do not change it here.\n");
    line(
        ".TH "
            + name.replace("-", "\\-")
            + " "
            + section
            + " "
            + date
            + " Portsnare \"Portsnare manual\"");
  }

  @Override
  public String toString() {
    return out.toString();
  }

  Roff section(String title) {
    line(".SH " + quoted(title.toUpperCase(Locale.ROOT)));
    heading = true;
    return this;
  }

  Roff subsection(String title) {
    line(".SS " + quoted(title));
    heading = true;
    return this;
  }

  Roff paragraph(String markdown) {
    // Right after a heading the macro would be there twice.
    if (!heading) line(".PP");
    return text(markdown);
  }

  /**
   * A term with its text.
   *
   * @param term already in roff
   */
  Roff item(String term, String markdown) {
    line(".TP");
    line(term);
    return text(markdown);
  }

  /** Indents the content. */
  Roff indented(Runnable content) {
    line(".RS");
    content.run();
    return line(".RE");
  }

  Roff example(List<String> lines) {
    line(".PP");
    line(".in +4n");
    line(".EX");
    lines.forEach(text -> line(literal(text)));
    line(".EE");
    return line(".in");
  }

  /** A line that is roff already. */
  Roff line(String roff) {
    heading = false;
    out.append(roff).append('\n');
    return this;
  }

  /** Writes one sentence per line: so troff knows where a sentence ends. */
  Roff text(String markdown) {
    for (String sentence : markdown.strip().split("(?<=[.?!]) (?=[A-Z`])", -1)) {
      String roff = spans(sentence);
      line(roff.startsWith(".") || roff.startsWith("'") ? "\\&" + roff : roff);
    }
    return this;
  }

  /** A phrase, as roff. */
  static String spans(String markdown) {
    StringBuilder roff = new StringBuilder();
    Matcher span = SPAN.matcher(markdown);
    int end = 0;
    while (span.find()) {
      roff.append(prose(markdown.substring(end, span.start())));
      roff.append(span.group(1) == null ? prose(span.group(2)) : bold(span.group(1)));
      end = span.end();
    }
    return roff.append(prose(markdown.substring(end))).toString();
  }

  static String bold(String literal) {
    return "\\fB" + unbroken(literal) + "\\fR";
  }

  static String italic(String literal) {
    return "\\fI" + unbroken(literal) + "\\fR";
  }

  /** Without hyphenation: readers could not tell its hyphens from those of the text. */
  private static String unbroken(String text) {
    return escaped(text).replaceAll("(?<![^ ])(?=[^ ])", "\\\\%");
  }

  private static String literal(String text) {
    String roff = escaped(text);
    return roff.startsWith(".") || roff.startsWith("\\(aq") ? "\\&" + roff : roff;
  }

  /** A hyphen between words stays one; before an option or alone it is a minus. */
  private static String prose(String text) {
    return Pattern.compile("(?<![A-Za-z0-9])-+")
        .matcher(text.replace("\\", "\\e"))
        .replaceAll(minus -> minus.group().replace("-", "\\\\-"));
  }

  /** Text that a user types: a hyphen is a minus, quotes are straight. */
  static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti");
  }

  private static String quoted(String text) {
    return '"' + prose(text) + '"';
  }
}
