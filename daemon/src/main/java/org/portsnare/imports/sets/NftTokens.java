package org.portsnare.imports.sets;

import java.io.IOException;
import java.io.Reader;
import org.portsnare.imports.source.Source;
import org.portsnare.imports.source.TextLines;

/**
 * The words of a text for nft, and the marks that end a statement or a block. Comments are skipped.
 * Not thread-safe.
 */
final class NftTokens implements AutoCloseable {
  /** End of the file. */
  static final String END = "";

  static final String NEW_LINE = "\n";

  private static final int MAX = 4_096;
  private static final int NONE = -2;
  private static final String MARKS = "{},;=\n";

  private final Reader reader;
  private final StringBuilder word = new StringBuilder();
  private int ahead = NONE;
  private long line = 1;
  private long begun = 1;

  private NftTokens(Reader reader) {
    this.reader = reader;
  }

  static NftTokens open(Source source) throws IOException {
    return new NftTokens(TextLines.reader(source.open()));
  }

  /**
   * The next word, one of <code>{ } , ; =</code>, or {@link #NEW_LINE}; text in quotes as {@code
   * "}. {@link #END} at the end.
   */
  String next() throws IOException {
    int c = read();
    while (c == ' ' || c == '\t' || c == '\r' || c == '\\') c = read();
    begun = line;
    if (c < 0) return END;
    if (c == '#') return comment();
    if (c == '"') return quoted();
    if (c == '\n') line++;
    return MARKS.indexOf(c) >= 0 ? String.valueOf((char) c) : word(c);
  }

  private String comment() throws IOException {
    int c = read();
    while (c >= 0 && c != '\n') c = read();
    line++;
    return c < 0 ? END : NEW_LINE;
  }

  private String quoted() throws IOException {
    for (int c = read(); c >= 0 && c != '"'; c = read()) {
      if (c == '\n') line++;
    }
    return "\"";
  }

  private String word(int first) throws IOException {
    word.setLength(0);
    int c = first;
    while (c > ' ' && MARKS.indexOf(c) < 0) {
      if (word.length() < MAX) word.append((char) c);
      c = read();
    }
    ahead = c;
    return word.toString();
  }

  private int read() throws IOException {
    if (ahead == NONE) return reader.read();
    int c = ahead;
    ahead = NONE;
    return c;
  }

  /** Number of the line of the last word, counted from 1. */
  public long line() {
    return begun;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
