package org.portsnare.cli.imports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.portsnare.cli.common.Text;

/** Lines of a file, each with a message: the first lines are named, all are counted. */
final class NamedLines {
  /** Maximum number of lines that are named. */
  private static final int NAMED = 20;

  private final List<Line> lines = new ArrayList<>();
  private long count;

  private record Line(long number, String text) {}

  void add(long number, String text) {
    count++;
    if (lines.size() < NAMED) lines.add(new Line(number, text));
  }

  long count() {
    return count;
  }

  /** Passes the messages of the named lines, and the number of further lines. */
  void print(Consumer<String> printer) {
    for (Line line : lines) printer.accept(Text.clean(line.text()));
    if (count > lines.size()) printer.accept(Text.count(count - lines.size()) + " more");
  }

  /** Prints the named lines with their numbers to standard error, in the order of the file. */
  void complain(String unit) {
    lines.sort(Comparator.comparingLong(Line::number));
    for (Line line : lines) {
      System.err.println(unit + " " + line.number() + ": " + Text.clean(line.text()));
    }
    if (count > lines.size()) {
      System.err.println("and " + Text.count(count - lines.size()) + " more");
    }
  }
}
