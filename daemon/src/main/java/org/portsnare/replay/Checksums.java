package org.portsnare.replay;

import org.portsnare.packet.PacketHeader;

/** The Internet checksum of TCP: RFC 9293, and RFC 8200 for the pseudo header of IPv6. */
final class Checksums {
  private static final int TCP_CHECKSUM = 16;

  private Checksums() {}

  /**
   * Corrects the checksum of a TCP packet. A capture often has wrong ones: in packets that never
   * left the machine, because the hardware computes their checksum, and in packets that were cut
   * off.
   *
   * @param end index in the array after the packet
   */
  static void setTcp(byte[] data, int end, PacketHeader header) {
    int at = header.transportAt() + TCP_CHECKSUM;
    data[at] = 0;
    data[at + 1] = 0;
    int addresses = header.ipv6() ? 32 : 8;
    int length = end - header.transportAt();
    long sum = (long) PacketHeader.TCP + length;
    sum += sum(data, header.sourceAt(), header.sourceAt() + addresses);
    sum += sum(data, header.transportAt(), end);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    data[at] = (byte) (~sum >>> 8);
    data[at + 1] = (byte) ~sum;
  }

  private static long sum(byte[] data, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i += 2) {
      int low = i + 1 < to ? data[i + 1] & 0xff : 0;
      sum += (data[i] & 0xff) << 8 | low;
    }
    return sum;
  }
}
