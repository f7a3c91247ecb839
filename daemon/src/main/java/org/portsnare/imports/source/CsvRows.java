package org.portsnare.imports.source;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma-separated values as in RFC 4180: a quoted cell may contain commas, line ends and
 * doubled quotes. The separator may also be a tab or a semicolon. Not thread-safe.
 */
public final class CsvRows implements AutoCloseable {
  /** Maximum length of a row, in characters; the rest of a longer row is skipped. */
  static final int MAX = 64 * 1024;

  private static final int MAX_CELLS = 100;
  private static final int END = -1;

  private final Reader reader;
  private final char separator;
  private final StringBuilder cell = new StringBuilder();
  private List<String> cells = new ArrayList<>();
  private long line = 1;
  private long begun;
  private int size;
  private boolean blank = true;
  private boolean unclosed;

  /**
   * @param separator the character between two cells
   */
  public CsvRows(Reader reader, char separator) {
    this.reader = reader;
    this.separator = separator;
  }

  static CsvRows open(Source source) throws IOException {
    char separator = separator(TextLines.firstLine(source.start()));
    return new CsvRows(TextLines.reader(source.open()), separator);
  }

  /** The separator of a heading. */
  public static char separator(String heading) {
    if (heading.indexOf(',') >= 0) return ',';
    if (heading.indexOf('\t') >= 0) return '\t';
    return heading.indexOf(';') >= 0 ? ';' : ',';
  }

  /** The cells of the next row without white space around them; null at the end. */
  @Nullable
  public List<String> next() throws IOException {
    cells = new ArrayList<>();
    size = 0;
    unclosed = false;
    begun = line;
    int c = read();
    if (c == END) return null;
    boolean comment = c == '#';
    while (c != END && c != '\n') c = c == '"' && blank && !comment ? quoted() : plain(c);
    endCell();
    return cells;
  }

  /** Takes a character of an unquoted cell, or a separator; returns the next character. */
  private int plain(int c) throws IOException {
    if (c == separator) endCell();
    else append(c);
    return read();
  }

  /** Takes a quoted cell up to its closing quote; returns the character after it. */
  private int quoted() throws IOException {
    cell.setLength(0);
    for (int c = read(); c != END; c = read()) {
      if (c == '"') {
        c = read();
        if (c != '"') return c;
      }
      append(c);
    }
    unclosed = true;
    return END;
  }

  private int read() throws IOException {
    int c = reader.read();
    if (c == '\n') line++;
    return c;
  }

  private void append(int c) {
    blank &= c <= ' ';
    if (++size <= MAX) cell.append((char) c);
  }

  private void endCell() {
    if (cells.size() < MAX_CELLS) cells.add(cell.toString().strip());
    cell.setLength(0);
    blank = true;
  }

  /** Number of the line in which the last row began, counted from 1. */
  long number() {
    return begun;
  }

  /** The problem with the last row; empty for none. */
  String problem() {
    if (unclosed) return "a quote in it is never closed";
    return size > MAX ? "it is longer than " + MAX + " characters" : "";
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
