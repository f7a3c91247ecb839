package org.portsnare.netlink.packet;

import static org.portsnare.netlink.packet.EthernetConstants.ETH_P_IP;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.portsnare.netlink.route.MacAddress;

/** A UDP datagram in IPv4 in Ethernet, written and read by hand: RFC 791, RFC 768. */
final class UdpFrame {
  private static final int IP = 14;
  private static final int UDP = IP + 20;
  private static final int PAYLOAD = UDP + 8;
  private static final int PROTOCOL_UDP = 17;

  private UdpFrame() {}

  static byte[] of(
      MacAddress from,
      MacAddress to,
      InetAddress source,
      InetAddress destination,
      int port,
      byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(PAYLOAD + payload.length);
    frame.put(to.toBytes()).put(from.toBytes()).putShort((short) ETH_P_IP);
    frame.putShort((short) 0x4500).putShort((short) (frame.capacity() - IP)).putInt(0);
    frame.put((byte) 64).put((byte) PROTOCOL_UDP).putShort((short) 0);
    frame.put(source.getAddress()).put(destination.getAddress());
    frame.putShort((short) 4000).putShort((short) port);
    // Checksum 0: its sender made none.
    frame.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    frame.putShort(IP + 10, checksum(frame));
    return frame.array();
  }

  private static short checksum(ByteBuffer frame) {
    int sum = 0;
    for (int at = IP; at < UDP; at += 2) sum += frame.getShort(at) & 0xffff;
    return (short) ~((sum & 0xffff) + (sum >>> 16));
  }

  static boolean isUdp(byte[] frame, int length) {
    return length > PAYLOAD
        && ByteBuffer.wrap(frame).getShort(12) == (short) ETH_P_IP
        && frame[IP + 9] == PROTOCOL_UDP;
  }

  static String text(byte[] frame, int length) {
    return new String(frame, PAYLOAD, length - PAYLOAD, StandardCharsets.US_ASCII);
  }
}
