package org.portsnare.imports.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, decompressed if it is a gzip file, without a byte order mark. They can be
 * read more than once.
 *
 * @param file the file itself
 * @param compressed whether it is a gzip file
 */
public record Source(Path file, boolean compressed) {
  /** Number of bytes that are enough to detect the format of a file. */
  static final int START = 64 * 1024;

  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int BUFFER = 64 * 1024;

  /** Checks whether a file is compressed. */
  public static Source of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new Source(file, Arrays.equals(in.readNBytes(GZIP.length), GZIP));
    }
  }

  /** Reads from the beginning. */
  public InputStream open() throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      long most = compressed ? LimitedInput.mostOf(Files.size(file)) : LimitedInput.MAX;
      return withoutMark(new LimitedInput(compressed ? gunzip(raw) : raw, most));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream gunzip(InputStream raw) throws IOException {
    try {
      return new GZIPInputStream(new BufferedInputStream(raw, BUFFER), BUFFER);
    } catch (EOFException | ZipException e) {
      throw LimitedInput.damaged(e);
    }
  }

  private static InputStream withoutMark(InputStream in) throws IOException {
    PushbackInputStream pushback = new PushbackInputStream(in, MARK.length);
    byte[] first = pushback.readNBytes(MARK.length);
    if (!Arrays.equals(first, MARK)) pushback.unread(first);
    return new BufferedInputStream(pushback, BUFFER);
  }

  /** The first bytes. */
  public byte[] start() throws IOException {
    try (InputStream in = open()) {
      return in.readNBytes(START);
    }
  }

  /** The first bytes as text, one character per byte, without white space around it. */
  public String startText() throws IOException {
    return new String(start(), StandardCharsets.ISO_8859_1).strip();
  }
}
