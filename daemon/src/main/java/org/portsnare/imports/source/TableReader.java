package org.portsnare.imports.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Base of the readers of comma-separated values: a heading, and one ban per row. */
public abstract class TableReader {
  /**
   * A row whose columns are found by name, in any order.
   *
   * @param width the number of columns
   * @param columns the index of each column by its name in lower case
   */
  public record Row(long number, int width, Map<String, Integer> columns, List<String> cells) {
    /** The cell of a column; empty if there is none. */
    public String get(String column) {
      int place = columns.getOrDefault(column, cells.size());
      return place < cells.size() ? cells.get(place) : "";
    }

    public boolean has(String column) {
      return columns.containsKey(column);
    }
  }

  /** Reads the whole file. */
  public final void read(Source source, Findings findings) throws IOException {
    List<String> heading = List.of();
    Map<String, Integer> columns = Map.of();
    try (CsvRows rows = CsvRows.open(source)) {
      for (List<String> cells = rows.next(); cells != null; cells = rows.next()) {
        if (isEmpty(cells)) continue;
        if (heading.isEmpty()) {
          heading = cells;
          columns = columns(cells);
        } else if (!cells.equals(heading)) {
          row(new Row(rows.number(), heading.size(), columns, cells), rows.problem(), findings);
        }
      }
    }
  }

  private void row(Row row, String problem, Findings findings) {
    try {
      if (!problem.isEmpty()) throw new IllegalArgumentException(problem);
      check(row);
      row(row, findings);
    } catch (IllegalArgumentException e) {
      findings.bad(row.number(), String.valueOf(e.getMessage()));
    }
  }

  /** Refuses a row that is cut off: it must not become a ban without an end. */
  private static void check(Row row) {
    List<String> cells = row.cells();
    int wanted = row.width();
    boolean fits =
        cells.size() >= wanted
            && cells.subList(wanted, cells.size()).stream().allMatch(String::isEmpty);
    if (!fits) {
      throw new IllegalArgumentException(
          "it has " + cells.size() + " cells, but the heading has " + wanted);
    }
  }

  /**
   * Takes a row.
   *
   * @throws IllegalArgumentException with the problem
   */
  public abstract void row(Row row, Findings findings);

  static boolean isEmpty(List<String> cells) {
    return cells.getFirst().startsWith("#") || cells.stream().allMatch(String::isEmpty);
  }

  public static Map<String, Integer> columns(List<String> heading) {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < heading.size(); i++) {
      columns.putIfAbsent(heading.get(i).toLowerCase(Locale.ROOT), i);
    }
    return columns;
  }
}
