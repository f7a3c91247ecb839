package org.portsnare.imports.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Checks JSON on its way to the parser, which recurses with the depth of skipped values. Refuses
 * JSON that is nested too deep, or that follows the first value. Not thread-safe.
 */
final class JsonLimits extends FilterInputStream {
  static final int MAX_DEPTH = 64;

  private final boolean single;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean ended;

  /**
   * @param single whether nothing may follow the first value
   */
  JsonLimits(InputStream in, boolean single) {
    super(in);
    this.single = single;
  }

  @Override
  public int read() throws IOException {
    int c = in.read();
    if (c >= 0) look((byte) c);
    return c;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = in.read(into, offset, length);
    for (int i = offset; i < offset + read; i++) look(into[i]);
    return read;
  }

  private void look(byte c) {
    if (inString) {
      string(c);
    } else if (c == '"') {
      inString = true;
    } else if (c == '[' || c == '{') {
      open();
    } else if (c == ']' || c == '}') {
      ended |= --depth == 0;
    }
  }

  private void string(byte c) {
    if (escaped) escaped = false;
    else if (c == '\\') escaped = true;
    else if (c == '"') inString = false;
  }

  private void open() {
    if (ended && single)
      throw new ImportException("there is more JSON after the end of its first value");
    if (++depth > MAX_DEPTH) {
      throw new ImportException("its JSON is nested more than " + MAX_DEPTH + " levels deep");
    }
  }
}
