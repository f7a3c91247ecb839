package org.portsnare.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Capture files written by hand, field by field, in either byte order. */
final class CaptureBytes {
  static final int MICROSECONDS = 0xa1b2c3d4;
  static final int NANOSECONDS = 0xa1b23c4d;
  static final int ETHERNET = 1;
  static final int RAW = 101;

  /** A Linux connect() to port 23, 60 bytes. */
  static final byte[] IPV4 =
      HexFormat.of()
          .parseHex(
              "4500003c1c4640004006b1e6cb007107c6336401bb800017000000070000000"
                  + "0a002faf0fe300000020405b40402080a010203040000000001030307");

  /** nmap -6 -sS -p 23, 64 bytes. */
  static final byte[] IPV6 =
      HexFormat.of()
          .parseHex(
              "60000000001806ff20010db80bad0000000000000000000520010db80001000000000000000000"
                  + "01b432001759c4b36f00000000600204006b830000020405b4");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private ByteOrder order;

  private CaptureBytes(ByteOrder order) {
    this.order = order;
  }

  static CaptureBytes pcap(ByteOrder order, int magic, int linkType) {
    return pcap(order, magic, 2, linkType);
  }

  static CaptureBytes pcap(ByteOrder order, int magic, int version, int linkType) {
    CaptureBytes file = new CaptureBytes(order);
    ByteBuffer header = file.buffer(24).putInt(magic);
    header.putShort((short) version).putShort((short) 4).putInt(0).putInt(0);
    return file.add(header.putInt(262_144).putInt(linkType));
  }

  /** A packet of a pcap file. */
  CaptureBytes record(long seconds, long fraction, byte[] data, int original) {
    ByteBuffer header = buffer(16).putInt((int) seconds).putInt((int) fraction);
    return add(header.putInt(data.length).putInt(original)).raw(data);
  }

  CaptureBytes record(byte[] data) {
    return record(1_700_000_000, 5, data, data.length);
  }

  static CaptureBytes pcapng(ByteOrder order) {
    return new CaptureBytes(order).section(order);
  }

  CaptureBytes section(ByteOrder next) {
    order = next;
    return block(
        0x0a0d0d0a,
        buffer(16).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1));
  }

  CaptureBytes describe(int linkType, int snapLength, byte[]... options) {
    byte[] all = join(options);
    ByteBuffer body = buffer(8 + all.length).putShort((short) linkType).putShort((short) 0);
    return block(1, body.putInt(snapLength).put(all));
  }

  byte[] option(int code, byte... value) {
    int padded = (value.length + 3) & ~3;
    ByteBuffer option = buffer(4 + padded).putShort((short) code).putShort((short) value.length);
    return bytes(option.put(value));
  }

  byte[] timeResolution(int resolution) {
    return option(9, (byte) resolution);
  }

  byte[] timeOffset(long seconds) {
    return option(14, bytes(buffer(8).putLong(seconds)));
  }

  /** An enhanced packet block. */
  CaptureBytes packet(int interfaceId, long time, byte[] data, int original, byte... options) {
    int padded = (data.length + 3) & ~3;
    ByteBuffer body = buffer(20 + padded + options.length).putInt(interfaceId);
    body.putInt((int) (time >>> 32)).putInt((int) time);
    body.putInt(data.length).putInt(original).put(data).position(20 + padded);
    return block(6, body.put(options));
  }

  CaptureBytes packet(byte[] data) {
    return packet(0, 1_700_000_000_000_005L, data, data.length);
  }

  CaptureBytes simplePacket(byte[] data, int original) {
    int padded = (data.length + 3) & ~3;
    return block(3, buffer(4 + padded).putInt(original).put(data));
  }

  /** The packet block that the enhanced one replaced. */
  CaptureBytes obsoletePacket(int interfaceId, long time, byte[] data, int original) {
    int padded = (data.length + 3) & ~3;
    ByteBuffer body = buffer(20 + padded).putShort((short) interfaceId).putShort((short) 7);
    body.putInt((int) (time >>> 32)).putInt((int) time);
    return block(2, body.putInt(data.length).putInt(original).put(data));
  }

  CaptureBytes block(int type, byte[] body) {
    return block(type, ByteBuffer.wrap(body));
  }

  private CaptureBytes block(int type, ByteBuffer body) {
    int length = 12 + body.capacity();
    ByteBuffer block = buffer(length).putInt(type).putInt(length);
    return add(block.put(body.clear()).putInt(length));
  }

  CaptureBytes raw(byte... data) {
    bytes.writeBytes(data);
    return this;
  }

  /** Numbers of 32 bits, in the file's order. */
  CaptureBytes u32(int... numbers) {
    for (int number : numbers) add(buffer(4).putInt(number));
    return this;
  }

  private CaptureBytes add(ByteBuffer buffer) {
    return raw(bytes(buffer));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }

  int size() {
    return bytes.size();
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) all.writeBytes(part);
    return all.toByteArray();
  }

  /** {@code hex}, then {@code packet}. */
  static byte[] frame(String hex, byte[] packet) {
    return join(HexFormat.of().parseHex(hex.replace(" ", "")), packet);
  }

  static byte[] ethernet(String ethertype, byte[] packet) {
    return frame("020000000002 020000000001" + ethertype, packet);
  }
}
