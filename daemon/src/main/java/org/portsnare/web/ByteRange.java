package org.portsnare.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A requested part of a file (RFC 9110, section 14).
 *
 * @param first the first byte
 * @param last the last byte; before {@code first} if the file has no byte of this part
 */
record ByteRange(long first, long last) {
  private static final ByteRange NOTHING = new ByteRange(0, -1);

  private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /**
   * Reads the header {@code Range}.
   *
   * @return null for the whole file: a header without exactly one range of bytes may be ignored
   */
  static @Nullable ByteRange parse(String header, long size) {
    Matcher matcher = ONE.matcher(header);
    if (!matcher.matches()) return null;
    String from = matcher.group(1);
    String to = matcher.group(2);
    if (from.isEmpty()) return to.isEmpty() ? null : suffix(Long.parseLong(to), size);
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
    if (last < first) return null;
    return first >= size ? NOTHING : new ByteRange(first, Math.min(last, size - 1));
  }

  private static ByteRange suffix(long length, long size) {
    if (length == 0 || size == 0) return NOTHING;
    return new ByteRange(Math.max(0, size - length), size - 1);
  }

  long length() {
    return last - first + 1;
  }

  /** The value of the header {@code Content-Range}. */
  String of(long size) {
    return length() == 0 ? "bytes */" + size : "bytes " + first + "-" + last + "/" + size;
  }
}
