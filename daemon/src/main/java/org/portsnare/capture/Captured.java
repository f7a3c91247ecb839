package org.portsnare.capture;

import org.jspecify.annotations.Nullable;

/**
 * One captured IP packet. {@link CaptureFile#next} overwrites it, so copy the data that you keep.
 * Not thread-safe.
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

  /** Sets the frame from the file, with its link-layer headers. */
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

  /** Reduces the frame to its IP packet; false if it has none. */
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

  /** The carrier of the IP packet in a frame that cannot be unwrapped, if it is known. */
  @Nullable String carrier() {
    return LinkType.carrier(linkType, data, offset, offset + length);
  }

  /**
   * Cuts off padding: Ethernet fills frames up to 60 bytes, and some captures include a checksum.
   */
  private void cutPadding() {
    int total = totalLength();
    if (total <= 0 || total >= originalLength) return;
    originalLength = total;
    length = Math.min(length, total);
  }

  /** The length in the packet's header; 0 if it has none: cut off, jumbo, or left to hardware. */
  private int totalLength() {
    boolean ipv6 = (data[offset] >> 4 & 0xf) == 6;
    int at = ipv6 ? IPV6_LENGTH_AT : IPV4_LENGTH_AT;
    if (length < at + 2) return 0;
    int said = (data[offset + at] & 0xff) << 8 | (data[offset + at + 1] & 0xff);
    return said == 0 || !ipv6 ? said : said + IPV6_HEADER;
  }

  /**
   * When the packet was captured, in nanoseconds since 1970. A simple packet block of pcapng has no
   * time: it gets the time of the packet before it in the file, or 0.
   */
  public long timeNanos() {
    return timeNanos;
  }

  /**
   * The array with the packet, whose network header is at {@link #offset()}. The array is reused.
   */
  public byte[] data() {
    return data;
  }

  public int offset() {
    return offset;
  }

  /** Number of bytes that were captured, at least 1. */
  public int length() {
    return length;
  }

  /** Number of bytes that the packet had; more than {@link #length()} if the capture cut it off. */
  public int originalLength() {
    return originalLength;
  }
}
