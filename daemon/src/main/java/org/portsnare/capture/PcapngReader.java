package org.portsnare.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.ArrayList;
import java.util.List;

/**
 * The format of Wireshark: blocks; blocks of an unknown type are skipped.
 *
 * <pre>
 *   u32 type   u32 length of the whole block   body, to a multiple of 4 bytes   u32 length again
 *
 *   section header (byte order; forgets the interfaces of the section before)
 *     interface description (link type, unit of time), numbered from 0
 *     enhanced, simple, or obsolete packet (of one of these interfaces)
 * </pre>
 */
final class PcapngReader implements FrameReader {
  /** Type of a section header; the same in both byte orders, so the order need not be known. */
  static final int SECTION_HEADER = 0x0a0d0d0a;

  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int VERSION_MAJOR = 1;

  private static final int OPT_ENDOFOPT = 0;
  private static final int IF_TSRESOL = 9;
  private static final int IF_TSOFFSET = 14;

  private static final int OPTION_HEADER = 4;

  /** Offset of a block's body, in bytes. */
  private static final int BODY = 8;

  /** Length of the field at a block's end, in bytes. */
  private static final int TRAILER = 4;

  private static final int SECTION_BODY = 16;
  private static final int INTERFACE_BODY = 8;
  private static final int PACKET_BODY = 20;
  private static final int SIMPLE_BODY = 4;

  /** Maximum number of interfaces; a capture of all interfaces of a large host has some hundred. */
  private static final int MAX_INTERFACES = 10_000;

  private static final String BLOCK = "block";

  /**
   * An interface that packets were captured on.
   *
   * @param snapLength maximum number of bytes captured per packet; 0 for all
   */
  private record Interface(int linkType, long snapLength, PcapngClock clock) {}

  private final CaptureInput input;
  private final List<Interface> interfaces = new ArrayList<>();
  private long blockLength;

  PcapngReader(CaptureInput input) {
    this.input = input;
  }

  @Override
  public boolean next(Captured frame) {
    while (input.begin(BODY, BLOCK)) {
      int type = input.i32(0);
      readBlock(type, frame);
      endBlock();
      if (isPacket(type)) return true;
    }
    return false;
  }

  private static boolean isPacket(int type) {
    return type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == PACKET;
  }

  private void readBlock(int type, Captured frame) {
    switch (type) {
      case SECTION_HEADER -> readSection();
      case INTERFACE_DESCRIPTION -> readInterface();
      case ENHANCED_PACKET -> {
        readFixed(PACKET_BODY);
        readPacket(interfaceOf(input.u32(BODY)), frame);
      }
      case PACKET -> {
        readFixed(PACKET_BODY);
        readPacket(interfaceOf(input.u16(BODY)), frame);
      }
      case SIMPLE_PACKET -> {
        readFixed(SIMPLE_BODY);
        readSimplePacket(interfaceOf(0), frame);
      }
      default -> readFixed(0);
    }
  }

  /** Reads the part of the body that every block of this type has. */
  private void readFixed(int body) {
    measure(body);
    input.read(BODY, body, BLOCK);
  }

  private void measure(int body) {
    blockLength = input.u32(4);
    if (blockLength < BODY + body + TRAILER || blockLength % 4 != 0) {
      throw input.error("a block of " + blockLength + " bytes, which is impossible");
    }
  }

  /** Skips the rest of the block. */
  private void endBlock() {
    input.skip(blockLength - TRAILER - input.recordPosition(), BLOCK);
    // Into the place of the block's type, because the packet must stay.
    input.read(0, TRAILER, BLOCK);
    if (input.u32(0) != blockLength) {
      throw input.error(
          "a block of "
              + blockLength
              + " bytes by its beginning and "
              + input.u32(0)
              + " by its end");
    }
  }

  private void readSection() {
    input.read(BODY, SECTION_BODY, BLOCK);
    input.order(BIG_ENDIAN);
    if (input.i32(BODY) != BYTE_ORDER_MAGIC) input.order(LITTLE_ENDIAN);
    if (input.i32(BODY) != BYTE_ORDER_MAGIC) throw input.error("a section without a byte order");
    measure(SECTION_BODY);
    int version = input.u16(BODY + 4);
    if (version != VERSION_MAJOR) {
      throw input.error("pcapng version " + version + "; only version 1 can be read");
    }
    interfaces.clear();
  }

  private void readInterface() {
    measure(INTERFACE_BODY);
    if (blockLength > CaptureInput.MAX_RECORD) {
      throw input.error("an interface described in " + blockLength + " bytes");
    }
    if (interfaces.size() == MAX_INTERFACES) {
      throw input.error("a section with more than " + MAX_INTERFACES + " interfaces");
    }
    int end = (int) blockLength - TRAILER;
    input.read(BODY, end - BODY, BLOCK);
    PcapngClock clock = readClock(BODY + INTERFACE_BODY, end);
    interfaces.add(new Interface(input.u16(BODY), input.u32(BODY + 4), clock));
  }

  /** Reads options: u16 code, u16 length, value, padded to a multiple of 4 bytes. */
  private PcapngClock readClock(int from, int end) {
    int resolution = PcapngClock.MICROSECONDS;
    long offset = 0;
    for (int at = from; end - at >= OPTION_HEADER; ) {
      int code = input.u16(at);
      int length = input.u16(at + 2);
      at += OPTION_HEADER;
      if (code == OPT_ENDOFOPT) break;
      if (length > end - at) {
        throw input.error(
            "an option of " + length + " bytes, but only " + (end - at) + " are left");
      }
      if (code == IF_TSRESOL && length == 1) resolution = input.u8(at);
      if (code == IF_TSOFFSET && length == 8) offset = input.i64(at);
      at += (length + 3) & ~3;
    }
    return new PcapngClock(resolution, offset);
  }

  private Interface interfaceOf(long number) {
    if (number >= interfaces.size()) {
      throw input.error(
          "a packet of interface " + number + ", but only " + interfaces.size() + " are described");
    }
    return interfaces.get((int) number);
  }

  private void readPacket(Interface on, Captured frame) {
    long time = on.clock().nanos(input.u32(BODY + 4) << 32 | input.u32(BODY + 8));
    if (time < 0) throw input.error("a time that is not between 1970 and 2262");
    long captured = input.u32(BODY + 12);
    readData(on, time, captured, input.u32(BODY + 16), BODY + PACKET_BODY, frame);
  }

  /**
   * A simple packet has no time and no captured length; the length follows from its interface's
   * limit.
   */
  private void readSimplePacket(Interface on, Captured frame) {
    long original = input.u32(BODY);
    int at = BODY + SIMPLE_BODY;
    long limit = on.snapLength() == 0 ? original : on.snapLength();
    long captured = Math.min(Math.min(original, limit), blockLength - TRAILER - at);
    readData(on, frame.timeNanos(), captured, original, at, frame);
  }

  private void readData(
      Interface on, long time, long captured, long original, int at, Captured frame) {
    input.checkPacket(captured, original);
    long room = blockLength - TRAILER - at;
    if (captured > room) {
      throw input.error("a packet of " + captured + " bytes in a block with room for " + room);
    }
    input.read(at, (int) captured, BLOCK);
    frame.frame(on.linkType(), time, input.bytes(), at, (int) captured, (int) original);
  }
}
