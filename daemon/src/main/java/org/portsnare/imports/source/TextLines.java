package org.portsnare.imports.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a file with their numbers. A line takes no more memory than a limit. */
public final class TextLines implements AutoCloseable {
  static final int MAX = 4_096;

  private final Reader reader;
  private final StringBuilder line = new StringBuilder();
  private long number;
  private boolean tooLong;

  private TextLines(Reader reader) {
    this.reader = reader;
  }

  static TextLines open(Source source) throws IOException {
    return new TextLines(reader(source.open()));
  }

  /**
   * Reads characters; bytes that are not UTF-8 become a replacement character, which no address
   * has.
   */
  public static Reader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 64 * 1024);
  }

  /** The next line without white space around it, cut off at the limit; null at the end. */
  @Nullable String next() throws IOException {
    line.setLength(0);
    tooLong = false;
    int c = reader.read();
    if (c < 0) return null;
    number++;
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() < MAX) line.append((char) c);
      else tooLong = true;
    }
    return line.toString().strip();
  }

  /** Number of the last line, counted from 1. */
  long number() {
    return number;
  }

  /** Whether the last line was longer than the limit. */
  boolean isTooLong() {
    return tooLong;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** The first line that is not empty and no comment. */
  public static String firstLine(byte[] start) {
    return new String(start, StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(TextLines::says)
        .findFirst()
        .orElse("");
  }

  public static boolean says(String line) {
    return !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";");
  }
}
