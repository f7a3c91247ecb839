package org.portsnare.capture;

import org.jspecify.annotations.Nullable;

/**
 * One captured IP packet; a cursor that {@link CaptureFile#next} fills anew, so copy what shall
 * stay. Not thread-safe.
 */
public final class Captured {
  private static final int IPV4_LENGTH_AT = 2;
  private static final int IPV6_LENGTH_AT = 4;
  private static final int IPV6_HEADER = 40;

  private byte[] data = {};
  private long timeNanos;
  private int linkType;
  private int offset;
  private int length;
  private int originalLength;

  Captured() {}

  /** Takes a frame as the file has it, with the headers of its link. */
  void frame(int linkType, long timeNanos, byte[] data, int offset, int length, int original) {
    this.linkType = linkType;
    this.timeNanos = timeNanos;
    this.data = data;
    this.offset = offset;
    this.length = length;
    this.originalLength = Math.max(length, original);
  }

  int linkType() {
    return linkType;
  }

  /** Leaves of the frame its IP packet alone; false if it has none. */
  boolean unwrap() {
    int at = LinkType.ipAt(linkType, data, offset, offset + length);
    if (at < 0) return false;
    int header = at - offset;
    offset = at;
    length -= header;
    originalLength -= header;
    cutPadding();
    return true;
  }

  /** What carries the IP packet of a frame that cannot be unwrapped, if that is known. */
  @Nullable String carrier() {
    return LinkType.carrier(linkType, data, offset, offset + length);
  }

  /** Ethernet fills short frames up to 60 bytes, and some captures end in a frame's checksum. */
  private void cutPadding() {
    int total = totalLength();
    if (total <= 0 || total >= originalLength) return;
    originalLength = total;
    length = Math.min(length, total);
  }

  /**
   * The packet's length by its own word; 0 if it says none: cut off, jumbo, or left to hardware.
   */
  private int totalLength() {
    boolean ipv6 = (data[offset] >> 4 & 0xf) == 6;
    int at = ipv6 ? IPV6_LENGTH_AT : IPV4_LENGTH_AT;
    if (length < at + 2) return 0;
    int said = (data[offset + at] & 0xff) << 8 | (data[offset + at + 1] & 0xff);
    return said == 0 || !ipv6 ? said : said + IPV6_HEADER;
  }

  /**
   * When it was captured, in nanoseconds since 1970. A simple packet block of pcapng has no time:
   * that of the packet before it in the file stands for it, or 0.
   */
  public long timeNanos() {
    return timeNanos;
  }

  /** Holds the packet, from its network header on, at {@link #offset()}. One array, reused. */
  public byte[] data() {
    return data;
  }

  public int offset() {
    return offset;
  }

  /** Bytes that were captured, at least 1. */
  public int length() {
    return length;
  }

  /** Bytes that the packet had; more than {@link #length()} if the capture cut it off. */
  public int originalLength() {
    return originalLength;
  }
}
