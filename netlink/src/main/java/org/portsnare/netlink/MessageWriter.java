package org.portsnare.netlink;

import static org.portsnare.netlink.NetlinkConstants.NLA_F_NESTED;
import static org.portsnare.netlink.NetlinkConstants.NLA_HDRLEN;
import static org.portsnare.netlink.NetlinkConstants.NLMSG_HDRLEN;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP;
import static org.portsnare.netlink.NetlinkConstants.align;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes netlink messages, one behind the other, into a byte array that grows and is reused.
 *
 * <p>Between {@link #begin} and {@link #end} come the family's fixed header ({@code u8}, {@code
 * be16}, ...) and then attributes ({@code put...}). Lengths and padding are filled in here. Not
 * thread-safe.
 */
public final class MessageWriter {
  /** Maximum bytes of an attribute: its length has 16 bits and includes its own 4-byte header. */
  public static final int MAX_ATTRIBUTE = 0xffff;

  private byte[] data;
  private int length;
  private int message = -1;

  public MessageWriter(int initialCapacity) {
    data = new byte[initialCapacity];
  }

  public MessageWriter() {
    this(4096);
  }

  /** Forgets everything written; the memory stays for the next use. */
  public MessageWriter clear() {
    length = 0;
    message = -1;
    return this;
  }

  /** Bytes written so far. */
  public int length() {
    return length;
  }

  /** The array of this writer. Only the first {@link #length()} bytes are valid. */
  byte[] array() {
    return data;
  }

  /** A copy of the written bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(data, length);
  }

  /**
   * Starts a message. The socket sets its sequence number when it sends it. The port id stays 0:
   * the kernel takes it as the port id of the socket.
   */
  public MessageWriter begin(int type, int flags) {
    if (message >= 0) throw new IllegalStateException("a message is open");
    message = length;
    reserve(NLMSG_HDRLEN);
    Bytes.U32.set(data, length, 0);
    Bytes.U16.set(data, length + 4, (short) type);
    Bytes.U16.set(data, length + 6, (short) flags);
    Bytes.U32.set(data, length + 8, 0);
    Bytes.U32.set(data, length + 12, 0);
    length += NLMSG_HDRLEN;
    return this;
  }

  /** Ends the message: its length goes into its header. */
  public MessageWriter end() {
    if (message < 0) throw new IllegalStateException("no message is open");
    Bytes.U32.set(data, message, length - message);
    pad();
    message = -1;
    return this;
  }

  /**
   * Numbers the messages {@code first}, {@code first + 1}, ... and returns the number of the last
   * one that the kernel will answer; {@code first} if it answers none.
   */
  int number(int first) {
    if (message >= 0) throw new IllegalStateException("a message is open");
    int number = first;
    int answered = first;
    for (int at = 0; at < length; at += align((int) Bytes.U32.get(data, at))) {
      Bytes.U32.set(data, at + 8, number);
      if (((short) Bytes.U16.get(data, at + 6) & (NLM_F_ACK | NLM_F_DUMP)) != 0) answered = number;
      number++;
    }
    return answered;
  }

  public MessageWriter u8(int value) {
    reserve(1);
    data[length++] = (byte) value;
    return this;
  }

  /** 16 bits in the machine's order. */
  public MessageWriter u16(int value) {
    reserve(2);
    Bytes.U16.set(data, length, (short) value);
    length += 2;
    return this;
  }

  /** 16 bits in network order. */
  public MessageWriter be16(int value) {
    reserve(2);
    Bytes.BE16.set(data, length, (short) value);
    length += 2;
    return this;
  }

  /** 32 bits in the machine's order. */
  public MessageWriter u32(int value) {
    reserve(4);
    Bytes.U32.set(data, length, value);
    length += 4;
    return this;
  }

  public MessageWriter bytes(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, data, length, value.length);
    length += value.length;
    return this;
  }

  /** Opens an attribute that holds attributes. Pass the returned position to {@link #endNest}. */
  public int nest(int type) {
    int start = length;
    header(type | NLA_F_NESTED, 0);
    return start;
  }

  /** Closes the nest that began at {@code start}. */
  public MessageWriter endNest(int start) {
    int size = length - start;
    if (size > MAX_ATTRIBUTE) {
      throw new IllegalStateException("attribute of " + size + " bytes; the limit is 65535");
    }
    Bytes.U16.set(data, start, (short) size);
    return this;
  }

  public MessageWriter putFlag(int type) {
    header(type, 0);
    return this;
  }

  public MessageWriter putU8(int type, int value) {
    header(type, 1);
    data[length++] = (byte) value;
    return pad();
  }

  /** 16 bits in the machine's order. */
  public MessageWriter putU16(int type, int value) {
    header(type, 2);
    Bytes.U16.set(data, length, (short) value);
    length += 2;
    return pad();
  }

  /** 16 bits in network order. */
  public MessageWriter putBe16(int type, int value) {
    header(type, 2);
    Bytes.BE16.set(data, length, (short) value);
    length += 2;
    return pad();
  }

  /** 32 bits in the machine's order. */
  public MessageWriter putU32(int type, int value) {
    header(type, 4);
    Bytes.U32.set(data, length, value);
    length += 4;
    return this;
  }

  /** 32 bits in network order. */
  public MessageWriter putBe32(int type, int value) {
    header(type, 4);
    Bytes.BE32.set(data, length, value);
    length += 4;
    return this;
  }

  /** 64 bits in network order. */
  public MessageWriter putBe64(int type, long value) {
    header(type, 8);
    Bytes.BE64.set(data, length, value);
    length += 8;
    return this;
  }

  /** Text in UTF-8, with the terminating NUL that the kernel's string policies expect. */
  public MessageWriter putString(int type, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    header(type, text.length + 1);
    System.arraycopy(text, 0, data, length, text.length);
    length += text.length;
    data[length++] = 0;
    return pad();
  }

  public MessageWriter putBytes(int type, byte[] value) {
    return putBytes(type, value, 0, value.length);
  }

  public MessageWriter putBytes(int type, byte[] value, int from, int count) {
    header(type, count);
    System.arraycopy(value, from, data, length, count);
    length += count;
    return pad();
  }

  /**
   * Appends a copy of {@code count} bytes that begin at {@code from}. The caller then replaces a
   * few of them. This is faster than writing attribute by attribute.
   *
   * @return start of the copy
   */
  public int repeat(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    reserve(count);
    int start = length;
    System.arraycopy(data, from, data, start, count);
    length += count;
    return start;
  }

  /** Overwrites the bytes that begin at {@code at}. */
  public void replaceBytes(int at, byte[] value) {
    Objects.checkFromIndexSize(at, value.length, length);
    System.arraycopy(value, 0, data, at, value.length);
  }

  /** Overwrites 64 bits in network order. */
  public void replaceBe64(int at, long value) {
    Objects.checkFromIndexSize(at, 8, length);
    Bytes.BE64.set(data, at, value);
  }

  private void header(int type, int payload) {
    int size = NLA_HDRLEN + payload;
    if (size > MAX_ATTRIBUTE) {
      throw new IllegalStateException("attribute of " + size + " bytes; the limit is 65535");
    }
    reserve(align(size));
    Bytes.U16.set(data, length, (short) size);
    Bytes.U16.set(data, length + 2, (short) type);
    length += NLA_HDRLEN;
  }

  private MessageWriter pad() {
    int aligned = align(length);
    reserve(aligned - length);
    while (length < aligned) data[length++] = 0;
    return this;
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > data.length)
      data = Arrays.copyOf(data, Math.max(needed, data.length + (data.length >> 1)));
  }
}
