package org.portsnare.netlink;

import static org.portsnare.netlink.NetlinkConstants.NLA_HDRLEN;
import static org.portsnare.netlink.NetlinkConstants.NLA_TYPE_MASK;
import static org.portsnare.netlink.NetlinkConstants.align;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Walks over the attributes of a message or of a nested attribute.
 *
 * <p>A cursor: after {@link #next()} has returned true, the getters describe the current attribute.
 * The reader never reads outside its region. An attribute that claims more, or is shorter than the
 * requested value, causes a {@link MalformedMessageException}. Not thread-safe.
 */
public final class AttributeReader {
  private byte[] data = {};
  private int end;
  private int next;
  private int start;
  private int length;

  /**
   * An empty reader. {@link #nested(AttributeReader)} or {@link MessageReader#attributes(int,
   * AttributeReader)} fills it.
   */
  public AttributeReader() {}

  /** Reads the attributes between two positions of an array. */
  public static AttributeReader of(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    AttributeReader reader = new AttributeReader();
    reader.reset(bytes, from, to);
    return reader;
  }

  void reset(byte[] bytes, int from, int to) {
    data = bytes;
    next = from;
    end = to;
    length = 0;
  }

  /** Goes to the next attribute; false after the last one. */
  public boolean next() {
    // Fewer bytes than a header are padding from the sender.
    if (end - next < NLA_HDRLEN) return false;
    int size = (short) Bytes.U16.get(data, next) & 0xffff;
    if (size < NLA_HDRLEN || size > end - next) {
      throw new MalformedMessageException(
          "attribute of " + size + " bytes; only " + (end - next) + " bytes are left");
    }
    start = next;
    length = size - NLA_HDRLEN;
    next = start + align(size);
    return true;
  }

  /** The attribute's type, without the flag bits. */
  public int type() {
    return (short) Bytes.U16.get(data, start + 2) & NLA_TYPE_MASK;
  }

  /** Bytes of payload. */
  public int length() {
    return length;
  }

  public int u8() {
    return data[at(1)] & 0xff;
  }

  /** 16 bits in the machine's order. */
  public int u16() {
    return (short) Bytes.U16.get(data, at(2)) & 0xffff;
  }

  /** 16 bits in network order. */
  public int be16() {
    return (short) Bytes.BE16.get(data, at(2)) & 0xffff;
  }

  /** 32 bits in the machine's order. */
  public int u32() {
    return (int) Bytes.U32.get(data, at(4));
  }

  /** 32 bits in network order. */
  public int be32() {
    return (int) Bytes.BE32.get(data, at(4));
  }

  /** 64 bits in the machine's order. */
  public long u64() {
    return (long) Bytes.U64.get(data, at(8));
  }

  /** 64 bits in network order. */
  public long be64() {
    return (long) Bytes.BE64.get(data, at(8));
  }

  /** UTF-8 text up to its NUL, or up to the end if there is no NUL. */
  public String string() {
    int from = start + NLA_HDRLEN;
    int to = from;
    while (to < from + length && data[to] != 0) to++;
    return new String(data, from, to - from, StandardCharsets.UTF_8);
  }

  /** A copy of the payload. */
  public byte[] bytes() {
    byte[] copy = new byte[length];
    System.arraycopy(data, start + NLA_HDRLEN, copy, 0, length);
    return copy;
  }

  /**
   * Copies at most {@code limit} bytes of the payload.
   *
   * @return the number of bytes copied
   */
  public int copyTo(byte[] target, int offset, int limit) {
    int count = Math.min(length, limit);
    System.arraycopy(data, start + NLA_HDRLEN, target, offset, count);
    return count;
  }

  /** The attributes inside this one. */
  public AttributeReader nested() {
    AttributeReader reader = new AttributeReader();
    nested(reader);
    return reader;
  }

  /** As {@link #nested()}, into a reader that is reused. */
  public void nested(AttributeReader reader) {
    int from = start + NLA_HDRLEN;
    reader.reset(data, from, from + length);
  }

  private int at(int count) {
    if (count > length) {
      throw new MalformedMessageException(
          "attribute " + type() + " of " + length + " bytes; wanted " + count);
    }
    return start + NLA_HDRLEN;
  }
}
