package org.portsnare.capture;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a capture file, record by record: a record begins at index 0 of one array, and the
 * rest is read after that or skipped. Keeps its position in the file, for error messages. Not
 * thread-safe.
 */
final class CaptureInput implements Closeable {
  /** Maximum length that tcpdump and Wireshark capture of a packet, in bytes. */
  static final int MAX_PACKET = 256 * 1024;

  /** Maximum length of a packet with its headers in the file, in bytes. */
  static final int MAX_RECORD = MAX_PACKET + 64;

  private static final int READ_AHEAD = 64 * 1024;
  private static final int MAGIC = 4;

  private final String name;
  private final InputStream in;
  private final byte[] bytes = new byte[MAX_RECORD];
  private final byte[] skipped = new byte[8192];
  private final ByteBuffer view = ByteBuffer.wrap(bytes);
  private long recordAt;
  private long position;

  CaptureInput(String name, InputStream in) {
    this.name = name;
    this.in = new BufferedInputStream(in, READ_AHEAD);
  }

  /** The first 4 bytes of the file, in network order; they will be read again. */
  int magic() {
    try {
      in.mark(MAGIC);
      int count = in.readNBytes(bytes, 0, MAGIC);
      in.reset();
      if (count == 0) throw error("the file is empty");
      if (count < MAGIC) throw error("not a capture file: it has " + count + " bytes");
      return view.getInt(0);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void order(ByteOrder order) {
    view.order(order);
  }

  /** Starts a record and reads its first {@code count} bytes; false at the end of the file. */
  boolean begin(int count, String record) {
    recordAt = position;
    int got = fill(bytes, 0, count);
    if (got == 0) return false;
    if (got < count) throw cutOff(record);
    return true;
  }

  /** Reads more of the record, to index {@code at} of the array. */
  void read(int at, int count, String record) {
    if (fill(bytes, at, count) < count) throw cutOff(record);
  }

  /** Skips more of the record. */
  void skip(long count, String record) {
    // Not InputStream.skip, which may go past the end of a file without an error.
    for (long left = count; left > 0; ) {
      int next = (int) Math.min(left, skipped.length);
      if (fill(skipped, 0, next) < next) throw cutOff(record);
      left -= next;
    }
  }

  private int fill(byte[] into, int at, int count) {
    try {
      int got = in.readNBytes(into, at, count);
      position += got;
      return got;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Refuses a packet with an impossible length. */
  void checkPacket(long captured, long original) {
    if (captured > MAX_PACKET) {
      throw error("a packet of " + captured + " bytes; the limit is " + MAX_PACKET);
    }
    if (original > Integer.MAX_VALUE) throw error("a packet that had " + original + " bytes");
  }

  byte[] bytes() {
    return bytes;
  }

  int u8(int at) {
    return bytes[at] & 0xff;
  }

  int u16(int at) {
    return view.getShort(at) & 0xffff;
  }

  int i32(int at) {
    return view.getInt(at);
  }

  long u32(int at) {
    return view.getInt(at) & 0xffff_ffffL;
  }

  long i64(int at) {
    return view.getLong(at);
  }

  /** Number of bytes of the file that have been read. */
  long position() {
    return position;
  }

  /** Number of bytes of the record that have been read. */
  long recordPosition() {
    return position - recordAt;
  }

  /** An error in the current record. */
  CaptureException error(String what) {
    return new CaptureException("read " + name + ": at byte " + recordAt + ": " + what);
  }

  private CaptureException cutOff(String record) {
    return error("the file ends within this " + record + ", at byte " + position);
  }

  private CaptureException failed(IOException e) {
    String what = "read " + name + ": at byte " + position + ": " + e.getMessage();
    return new CaptureException(what, e);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
