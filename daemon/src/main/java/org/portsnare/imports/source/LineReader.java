package org.portsnare.imports.source;

import java.io.IOException;

/** Base of the readers of formats with one ban per line. */
public abstract class LineReader {
  private static final int SHOWN = 60;

  /** Reads the whole file. */
  public final void read(Source source, Findings findings) throws IOException {
    try (TextLines lines = TextLines.open(source)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        try {
          if (lines.isTooLong()) throw new IllegalArgumentException("it is too long");
          if (!line.isEmpty()) line(lines.number(), line, findings);
        } catch (IllegalArgumentException e) {
          findings.bad(lines.number(), String.valueOf(e.getMessage()));
        }
      }
    }
  }

  /**
   * Takes a line that is not empty.
   *
   * @throws IllegalArgumentException with the problem
   */
  public abstract void line(long number, String line, Findings findings);

  /** A piece of the file for a message, cut to a short length. */
  public static String quoted(String text) {
    return "'" + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + "'";
  }
}
