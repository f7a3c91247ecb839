package org.portsnare.bench.host;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.netlink.packet.PacketSocket;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.Rtnetlink;
import org.portsnare.testing.Lab;

/** Sends single SYNs from any address to a trap. */
public final class Hitter implements AutoCloseable {
  private static final int ETHERNET = 14;
  private static final int IPV4 = 20;
  private static final int TCP = 20;
  private static final byte SYN = 2;

  private final NetworkNamespace world;
  private final PacketSocket socket;
  private final byte[] destination;

  public Hitter(Guarded guarded) {
    destination = HexFormat.of().parseHex(guarded.mac().replace(":", ""));
    world = NetworkNamespace.open(guarded.lab().worldNamespace());
    socket = world.call(() -> PacketSocket.open(index(), 0));
  }

  private static int index() {
    try (Rtnetlink route = Rtnetlink.open()) {
      return route.links().stream()
          .filter(link -> link.name().equals("eth0"))
          .mapToInt(Link::index)
          .findFirst()
          .orElseThrow();
    }
  }

  /** One SYN to port 23. */
  public void syn(String source) {
    byte[] frame = frame(address(source), address(Lab.HOST4));
    socket.send(frame, 0, frame.length);
  }

  private static byte[] address(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }

  private byte[] frame(byte[] source, byte[] target) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + IPV4 + TCP);
    frame.put(destination).put(new byte[] {2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
    frame.putShort((short) 0x4500).putShort((short) (IPV4 + TCP)).putInt(0);
    frame.put((byte) 64).put((byte) 6).putShort((short) 0).put(source).put(target);
    frame.putShort((short) 40_000).putShort((short) Flood.PORT).putInt(1).putInt(0);
    frame.put((byte) (5 << 4)).put(SYN).putShort((short) 1024).putInt(0);
    byte[] bytes = frame.array();
    frame.putShort(ETHERNET + 10, fold(sum(bytes, ETHERNET, IPV4)));
    int pseudo = sum(bytes, ETHERNET + 12, 8) + 6 + TCP;
    frame.putShort(ETHERNET + IPV4 + 16, fold(pseudo + sum(bytes, ETHERNET + IPV4, TCP)));
    return bytes;
  }

  private static int sum(byte[] bytes, int from, int length) {
    ByteBuffer words = ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length));
    int sum = 0;
    while (words.hasRemaining()) sum += words.getShort() & 0xffff;
    return sum;
  }

  private static short fold(int sum) {
    int folded = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(folded + (folded >>> 16));
  }

  @Override
  public void close() {
    socket.close();
    world.close();
  }
}
