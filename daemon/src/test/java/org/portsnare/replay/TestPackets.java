package org.portsnare.replay;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.portsnare.packet.PacketHeader;

/** Packets for the tests of this package, without checksums. */
final class TestPackets {
  private TestPackets() {}

  /** A TCP packet without options and data, beginning with its network header. */
  static byte[] tcp(String from, int fromPort, String to, int toPort, int flags) {
    byte[] source = InetAddress.ofLiteral(from).getAddress();
    byte[] target = InetAddress.ofLiteral(to).getAddress();
    ByteBuffer packet = ByteBuffer.allocate(source.length == 4 ? 40 : 60);
    if (source.length == 4) {
      packet.put((byte) 0x45).put((byte) 0).putShort((short) 40).putInt(0);
      packet.put((byte) 50).put((byte) PacketHeader.TCP).putShort((short) 0);
    } else {
      packet.putInt(0x60000000).putShort((short) 20).put((byte) PacketHeader.TCP).put((byte) 50);
    }
    packet.put(source).put(target);
    packet.putShort((short) fromPort).putShort((short) toPort).putInt(1).putInt(0);
    packet.put((byte) 0x50).put((byte) flags).putShort((short) 64240).putInt(0);
    return packet.array();
  }
}
