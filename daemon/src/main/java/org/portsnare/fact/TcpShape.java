package org.portsnare.fact;

import org.jspecify.annotations.Nullable;
import org.portsnare.packet.PacketHeader;

/**
 * What a TCP packet's headers tell of the program that wrote it.
 *
 * @param ttl time to live or hop limit, as it arrived
 * @param dontFragment always true with IPv6
 * @param id IPv4 identification; 0 with IPv6
 * @param keyed whether the identification is made of address, port and sequence number
 * @param aimed whether the sequence number is the receiver's IPv4 address
 */
record TcpShape(
    boolean ipv6,
    int ttl,
    boolean dontFragment,
    int id,
    boolean keyed,
    boolean aimed,
    int flags,
    int window,
    TcpOptions options) {
  /** The fields of {@code packet}; null if it is no TCP packet with its whole header. */
  static @Nullable TcpShape of(byte[] packet) {
    PacketHeader header = new PacketHeader();
    if (!header.decode(packet, 0, packet.length) || !header.hasTcp()) return null;
    int length = ((packet[header.transportAt() + 12] >> 4) & 0xf) * 4;
    // Without all its options it looks like another tool's.
    if (header.transportAt() + length > packet.length) return null;
    int seq = (int) header.tcpSequence();
    boolean ipv6 = header.ipv6();
    int to = ipv6 ? 0 : be32(packet, header.destinationAt());
    int key = (to ^ header.destinationPort() ^ seq) & 0xffff;
    return new TcpShape(
        ipv6,
        header.ttl(),
        header.dontFragment(),
        header.identification(),
        !ipv6 && header.identification() == key,
        !ipv6 && seq == to,
        header.tcpFlags(),
        header.tcpWindow(),
        TcpOptions.of(packet, header.tcpOptionsAt(), header.tcpOptionsEnd()));
  }

  private static int be32(byte[] data, int at) {
    return (data[at] & 0xff) << 24
        | (data[at + 1] & 0xff) << 16
        | (data[at + 2] & 0xff) << 8
        | (data[at + 3] & 0xff);
  }

  /** A SYN, and nothing else but what asks for congestion notification. */
  boolean isSyn() {
    return (flags & 0x3f) == 2;
  }

  /** Whether the packet began with a time to live of {@code first}, some 31 hops ago at most. */
  boolean beganAt(int first) {
    return ttl <= first && ttl > first - 32;
  }

  /** Window, option kinds, segment size and scale, as MuonFP writes them: {@code 1024:2:1460:}. */
  String text() {
    return window + ":" + options.text();
  }
}
