package org.portsnare.imports.source;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Input with a maximum size; reports damaged compressed data in one sentence. Not thread-safe. */
final class LimitedInput extends FilterInputStream {
  /** Maximum size of the input after decompression: 1 GiB. */
  static final long MAX = 1L << 30;

  /** Maximum ratio of decompression: compressed lists are a third to a twentieth of the text. */
  private static final long MOST_EXPANSION = 100;

  private static final long ALWAYS = 16L << 20;

  private final long most;
  private long count;

  LimitedInput(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  /** Maximum decompressed size of a file with this compressed size, in bytes. */
  static long mostOf(long compressedSize) {
    return Math.clamp(compressedSize * MOST_EXPANSION, ALWAYS, MAX);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = readSome(into, offset, length);
    if (read > 0) count += read;
    if (count > most) {
      throw new ImportException(
          "it has more than "
              + (most >> 20)
              + " MiB"
              + (most < MAX ? " when decompressed" : "")
              + "; import it in parts");
    }
    return read;
  }

  private int readSome(byte[] into, int offset, int length) throws IOException {
    try {
      return in.read(into, offset, length);
    } catch (EOFException | ZipException e) {
      throw damaged(e);
    }
  }

  static ImportException damaged(IOException e) {
    String why = e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
    return new ImportException(
        "its compressed data is damaged or cut off" + why + "; fetch it again", e);
  }
}
