package org.portsnare.packet;

import org.portsnare.ban.Prefix;

/**
 * The network and transport header of a packet; the object is reused for the next packet. Reads
 * nothing outside the given bytes: data that is cut off counts as absent. Not thread-safe.
 */
public final class PacketHeader {
  public static final int TCP = 6;
  public static final int UDP = 17;

  private static final int IPV4_MINIMUM = 20;
  private static final int IPV6_HEADER = 40;

  /** Maximum number of extension headers in a packet; no honest traffic has more. */
  private static final int MAX_EXTENSIONS = 32;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;

  private byte[] data = {};
  private int end;
  private int offset;
  private boolean ipv6;
  private int protocol;
  private int transport;

  /** An empty header; call {@link #decode} first. */
  public PacketHeader() {}

  /**
   * Reads the packet that starts at {@code data[offset]}.
   *
   * @param length number of available bytes, which may be fewer than the packet had
   * @return false if it is not an IPv4 or IPv6 packet with a complete network header
   */
  public boolean decode(byte[] data, int offset, int length) {
    this.data = data;
    this.offset = offset;
    this.end = offset + length;
    this.protocol = -1;
    this.transport = end;
    if (length < 1) return false;
    return switch ((data[offset] >> 4) & 0xf) {
      case 4 -> decodeIpv4(length);
      case 6 -> decodeIpv6(length);
      default -> false;
    };
  }

  private boolean decodeIpv4(int length) {
    ipv6 = false;
    int header = (data[offset] & 0xf) * 4;
    if (header < IPV4_MINIMUM || header > length) return false;
    protocol = u8(9);
    boolean firstFragment = (be16(6) & 0x1fff) == 0;
    if (firstFragment) transport = offset + header;
    return true;
  }

  private boolean decodeIpv6(int length) {
    ipv6 = true;
    if (length < IPV6_HEADER) return false;
    int next = u8(6);
    int at = offset + IPV6_HEADER;
    for (int i = 0; i < MAX_EXTENSIONS && isExtension(next); i++) {
      if (end - at < 8) return true;
      if (next == FRAGMENT && (be16(at - offset + 2) & 0xfff8) != 0) return true;
      int size = extensionSize(next, at);
      next = data[at] & 0xff;
      at += size;
    }
    protocol = next;
    if (at <= end) transport = at;
    return true;
  }

  private static boolean isExtension(int header) {
    return header == HOP_BY_HOP
        || header == ROUTING
        || header == FRAGMENT
        || header == AUTHENTICATION
        || header == DESTINATION_OPTIONS;
  }

  private int extensionSize(int header, int at) {
    int units = data[at + 1] & 0xff;
    return switch (header) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> (units + 2) * 4;
      default -> (units + 1) * 8;
    };
  }

  public boolean ipv6() {
    return ipv6;
  }

  /** The transport protocol's number; -1 if it could not be reached. */
  public int protocol() {
    return protocol;
  }

  /** The sender's address. */
  public Prefix sender() {
    return Prefix.of(data, sourceAt(), ipv6, ipv6 ? 128 : 32);
  }

  /** Index of the sender's address in the array: 4 or 16 bytes. */
  public int sourceAt() {
    return offset + (ipv6 ? 8 : 12);
  }

  /** Index of the receiver's address in the array: 4 or 16 bytes. */
  public int destinationAt() {
    return offset + (ipv6 ? 24 : 16);
  }

  /** Time to live or hop limit. */
  public int ttl() {
    return u8(ipv6 ? 7 : 8);
  }

  /** The packet's length in its header, in bytes. */
  public int totalLength() {
    return ipv6 ? be16(4) + IPV6_HEADER : be16(2);
  }

  /** IPv4 identification; 0 for IPv6. */
  public int identification() {
    return ipv6 ? 0 : be16(4);
  }

  /** Whether routers must not cut the packet; always so with IPv6. */
  public boolean dontFragment() {
    return ipv6 || (be16(6) & 0x4000) != 0;
  }

  /** TCP or UDP port of the sender; 0 if there is none. */
  public int sourcePort() {
    return hasPorts() ? be16(transport - offset) : 0;
  }

  /** TCP or UDP port of the receiver; 0 if there is none. */
  public int destinationPort() {
    return hasPorts() ? be16(transport - offset + 2) : 0;
  }

  private boolean hasPorts() {
    return (protocol == TCP || protocol == UDP) && end - transport >= 4;
  }

  /** Whether the fixed 20 bytes of a TCP header are there. */
  public boolean hasTcp() {
    return protocol == TCP && end - transport >= 20;
  }

  /** TCP sequence number. */
  public long tcpSequence() {
    return be32(transport - offset + 4);
  }

  public long tcpAcknowledgement() {
    return be32(transport - offset + 8);
  }

  /** Index of the transport header in the array; the end if it could not be reached. */
  public int transportAt() {
    return transport;
  }

  /** TCP flag bits: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128. */
  public int tcpFlags() {
    return u8(transport - offset + 13);
  }

  /** TCP window, not scaled. */
  public int tcpWindow() {
    return be16(transport - offset + 14);
  }

  /** Index of the payload of TCP or UDP in the array; the end if there is none. */
  public int payloadAt() {
    if (hasTcp()) return tcpOptionsEnd();
    return protocol == UDP ? Math.min(transport + 8, end) : end;
  }

  /** Index of the TCP options in the array. */
  public int tcpOptionsAt() {
    return transport + 20;
  }

  /** Index after the TCP options, by the length in the header, at most the end of the packet. */
  public int tcpOptionsEnd() {
    int header = ((data[transport + 12] >> 4) & 0xf) * 4;
    return Math.min(transport + Math.max(header, 20), end);
  }

  byte[] data() {
    return data;
  }

  private int u8(int at) {
    return data[offset + at] & 0xff;
  }

  private int be16(int at) {
    return (u8(at) << 8) | u8(at + 1);
  }

  private long be32(int at) {
    return ((long) be16(at) << 16) | be16(at + 2);
  }
}
