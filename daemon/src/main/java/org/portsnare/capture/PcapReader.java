package org.portsnare.capture;

import java.nio.ByteOrder;

/**
 * The format of libpcap: a file header with byte order, unit of time and link type, and a record
 * for every packet.
 */
final class PcapReader implements FrameReader {
  /** Magic number of a file with times in microseconds, in the byte order of its writer. */
  static final int MICROSECONDS = 0xa1b2c3d4;

  /** As {@link #MICROSECONDS}, with times in nanoseconds. */
  static final int NANOSECONDS = 0xa1b23c4d;

  private static final int FILE_HEADER = 24;
  private static final int VERSION_MAJOR = 2;
  private static final int RECORD_HEADER = 16;

  /**
   * Mask of the link type. The higher bits give the length of the frames' checksums, which are cut
   * off anyway.
   */
  private static final int LINK_TYPE_MASK = 0x03ff_ffff;

  private final CaptureInput input;
  private final int nanosPerUnit;
  private final int linkType;

  PcapReader(CaptureInput input, ByteOrder order, int nanosPerUnit) {
    this.input = input;
    this.nanosPerUnit = nanosPerUnit;
    input.order(order);
    input.begin(FILE_HEADER, "file header");
    if (input.u16(4) != VERSION_MAJOR) {
      throw input.error("pcap version " + input.u16(4) + "; only version 2 can be read");
    }
    linkType = input.i32(20) & LINK_TYPE_MASK;
    if (!LinkType.isKnown(linkType)) {
      throw input.error("link type " + linkType + "; the supported ones are " + LinkType.KNOWN);
    }
  }

  @Override
  public boolean next(Captured frame) {
    if (!input.begin(RECORD_HEADER, "packet header")) return false;
    long time = input.u32(0) * 1_000_000_000 + input.u32(4) * nanosPerUnit;
    long captured = input.u32(8);
    long original = input.u32(12);
    input.checkPacket(captured, original);
    input.read(RECORD_HEADER, (int) captured, "packet");
    frame.frame(linkType, time, input.bytes(), RECORD_HEADER, (int) captured, (int) original);
    return true;
  }
}
