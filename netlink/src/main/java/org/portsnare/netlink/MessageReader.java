package org.portsnare.netlink;

import static org.portsnare.netlink.NetlinkConstants.NLMSG_HDRLEN;
import static org.portsnare.netlink.NetlinkConstants.align;

/**
 * Walks over the messages of one received datagram.
 *
 * <p>A cursor: after {@link #next()} has returned true, the getters describe the current message.
 * The reader never reads outside the first {@code length} bytes. A message that claims to be longer
 * causes a {@link MalformedMessageException}. Not thread-safe.
 */
public final class MessageReader {
  private byte[] data;
  private int end;
  private int next;
  private int start;
  private int messageEnd;

  public MessageReader(byte[] data, int length) {
    this.data = data;
    reset(data, length);
  }

  /** Starts again on other bytes, so that one reader serves a socket for its whole life. */
  void reset(byte[] bytes, int length) {
    if (length < 0 || length > bytes.length) throw new IllegalArgumentException("length " + length);
    data = bytes;
    end = length;
    next = 0;
    start = 0;
    messageEnd = 0;
  }

  /** Goes to the next message; false after the last one. */
  public boolean next() {
    if (next >= end) return false;
    if (end - next < NLMSG_HDRLEN) {
      throw new MalformedMessageException(
          "message header cut off after " + (end - next) + " bytes");
    }
    int size = (int) Bytes.U32.get(data, next);
    if (size < NLMSG_HDRLEN || size > end - next) {
      throw new MalformedMessageException(
          "message of "
              + Integer.toUnsignedString(size)
              + " bytes; only "
              + (end - next)
              + " bytes are left");
    }
    start = next;
    messageEnd = start + size;
    // align() may pass the end: the last message of a datagram need not be padded.
    next = start + align(size);
    return true;
  }

  /** Message type; its meaning depends on the family. */
  public int type() {
    return (short) Bytes.U16.get(data, start + 4) & 0xffff;
  }

  public int flags() {
    return (short) Bytes.U16.get(data, start + 6) & 0xffff;
  }

  /** Sequence number of the request that this message answers; 0 in notifications. */
  public int sequence() {
    return (int) Bytes.U32.get(data, start + 8);
  }

  /** Port id of the socket that caused this message. */
  public int portId() {
    return (int) Bytes.U32.get(data, start + 12);
  }

  /** Bytes of payload behind the header. */
  public int payloadLength() {
    return messageEnd - start - NLMSG_HDRLEN;
  }

  public int u8(int offset) {
    return data[at(offset, 1)] & 0xff;
  }

  /** 32 bits in the machine's order, {@code offset} bytes into the payload. */
  public int u32(int offset) {
    return (int) Bytes.U32.get(data, at(offset, 4));
  }

  /** 16 bits in network order, {@code offset} bytes into the payload. */
  public int be16(int offset) {
    return (short) Bytes.BE16.get(data, at(offset, 2)) & 0xffff;
  }

  /** A copy of {@code count} bytes of the payload. */
  public byte[] bytes(int offset, int count) {
    byte[] copy = new byte[count];
    System.arraycopy(data, at(offset, count), copy, 0, count);
    return copy;
  }

  /** The attributes that follow a fixed header of {@code headerLength} bytes. */
  public AttributeReader attributes(int headerLength) {
    AttributeReader reader = new AttributeReader();
    attributes(headerLength, reader);
    return reader;
  }

  /** As {@link #attributes(int)}, into a reader that is reused. */
  public void attributes(int headerLength, AttributeReader reader) {
    int skip = align(headerLength);
    if (headerLength < 0 || headerLength > payloadLength() || skip > payloadLength()) {
      throw new MalformedMessageException(
          "payload of " + payloadLength() + " bytes; its header needs " + headerLength);
    }
    reader.reset(data, start + NLMSG_HDRLEN + skip, messageEnd);
  }

  private int at(int offset, int count) {
    if (offset < 0 || count < 0 || offset > payloadLength() - count) {
      throw new MalformedMessageException(
          "payload of " + payloadLength() + " bytes; wanted " + count + " at " + offset);
    }
    return start + NLMSG_HDRLEN + offset;
  }
}
