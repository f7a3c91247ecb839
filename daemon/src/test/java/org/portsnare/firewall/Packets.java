package org.portsnare.firewall;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** IP packets that a test puts on a wire, with correct checksums. */
public final class Packets {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int FRAGMENT = 44;
  static final int DESTINATION_OPTIONS = 60;

  static final int FIN = 0x01;
  public static final int SYN = 0x02;
  static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  static final int URG = 0x20;

  private static final int TCP_HEADER = 20;
  private static final int TCP_DATA_OFFSET = 12;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;

  private Packets() {}

  /** The source and the destination of a packet. */
  public record Path(String from, int fromPort, String to, int toPort) {
    public Path(String from, String to, int toPort) {
      this(from, 40_000, to, toPort);
    }
  }

  /**
   * A TCP segment in an IP packet.
   *
   * @param flags the nine flag bits, FIN the lowest
   */
  public static byte[] tcp(Path path, int flags, byte... payload) {
    return tcp(path, flags, 1_000, 2_000, payload);
  }

  public static byte[] tcp(
      Path path, int flags, int sequence, int acknowledgement, byte... payload) {
    byte[] segment = segment(path, flags, sequence, acknowledgement, payload);
    return ip(path, TCP, segment);
  }

  /** A TCP header and its payload, with a checksum, without an IP header. */
  static byte[] segment(Path path, int flags, int sequence, int acknowledgement, byte... payload) {
    ByteBuffer segment = ByteBuffer.allocate(TCP_HEADER + payload.length);
    segment.putShort((short) path.fromPort()).putShort((short) path.toPort());
    segment.putInt(sequence).putInt(acknowledgement);
    segment.put((byte) ((5 << 4) | ((flags >> 8) & 1))).put((byte) flags).putShort((short) 1024);
    segment.putInt(0).put(payload);
    return checked(path, TCP, segment.array(), TCP_CHECKSUM);
  }

  /** As {@link #tcp(Path, int, byte...)}, with options of a multiple of four bytes. */
  public static byte[] tcpWithOptions(Path path, int flags, byte... options) {
    byte[] segment = segment(path, flags, 1_000, 0, options);
    segment[TCP_DATA_OFFSET] = (byte) ((5 + options.length / 4) << 4);
    segment[TCP_CHECKSUM] = 0;
    segment[TCP_CHECKSUM + 1] = 0;
    return ip(path, TCP, checked(path, TCP, segment, TCP_CHECKSUM));
  }

  /** A datagram in an IP packet. */
  static byte[] udp(Path path, byte... payload) {
    ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
    datagram.putShort((short) path.fromPort()).putShort((short) path.toPort());
    datagram.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    return ip(path, UDP, checked(path, UDP, datagram.array(), UDP_CHECKSUM));
  }

  /** An IP packet with this payload; its addresses determine the family. */
  static byte[] ip(Path path, int protocol, byte[] payload) {
    return isIpv6(path) ? ipv6(path, protocol, payload) : ipv4(path, protocol, payload, 1, 0);
  }

  /**
   * An IPv4 packet.
   *
   * @param fragment flags and offset: {@code 0x2000} for "more follow", the offset in units of 8
   *     bytes
   */
  static byte[] ipv4(Path path, int protocol, byte[] payload, int id, int fragment) {
    ByteBuffer packet = ByteBuffer.allocate(20 + payload.length);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length));
    packet.putShort((short) id).putShort((short) fragment);
    packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
    packet.put(bytes(path.from())).put(bytes(path.to()));
    packet.putShort(10, (short) ~sum(0, Arrays.copyOf(packet.array(), 20)));
    return packet.put(payload).array();
  }

  static byte[] ipv6(Path path, int nextHeader, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
    packet.putInt(6 << 28).putShort((short) payload.length);
    packet.put((byte) nextHeader).put((byte) 64);
    packet.put(bytes(path.from())).put(bytes(path.to()));
    return packet.put(payload).array();
  }

  /**
   * The part of an IPv6 fragment after the IPv6 header.
   *
   * @param offset in units of 8 bytes
   */
  static byte[] fragment(int nextHeader, int offset, boolean more, int id, byte[] payload) {
    ByteBuffer fragment = ByteBuffer.allocate(8 + payload.length);
    fragment.put((byte) nextHeader).put((byte) 0);
    fragment.putShort((short) ((offset << 3) | (more ? 1 : 0))).putInt(id);
    return fragment.put(payload).array();
  }

  private static byte[] checked(Path path, int protocol, byte[] payload, int checksumAt) {
    int sum = sum(protocol + payload.length, bytes(path.from()));
    sum = sum(sum, bytes(path.to()));
    int checksum = ~sum(sum, payload);
    payload[checksumAt] = (byte) (checksum >> 8);
    payload[checksumAt + 1] = (byte) checksum;
    return payload;
  }

  /** The checksum of RFC 1071, in 16 bits. */
  private static int sum(int begin, byte[] data) {
    int sum = begin;
    for (int i = 0; i < data.length; i++) sum += (data[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    return sum;
  }

  private static boolean isIpv6(Path path) {
    return path.from().indexOf(':') >= 0;
  }

  /** The bytes of an address, as it is written: an IPv4-mapped address has 16. */
  static byte[] bytes(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    if (address.indexOf(':') < 0 || bytes.length == 16) return bytes;
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return mapped;
  }
}
