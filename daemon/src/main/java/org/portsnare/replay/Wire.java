package org.portsnare.replay;

import java.net.InetAddress;
import java.util.Objects;
import org.portsnare.netlink.packet.EthernetConstants;
import org.portsnare.netlink.packet.PacketSocket;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.MacAddress;

/**
 * The feeder's end of the wire to a scratch host. Each frame has the number of its packet in its
 * sender's hardware address, which NFLOG reports. Not thread-safe.
 */
final class Wire implements AutoCloseable {
  /** Receives the frames that the host sends. */
  interface Frames {
    /** Takes a frame; the array is reused for the next one. */
    void frame(byte[] frame, int length);
  }

  private static final int RECEIVE_BUFFER = 16 << 20;

  /** First byte of the hardware address, 02: an address of one interface, assigned locally. */
  private static final long LOCAL = 0x02L << 40;

  private static final long NUMBER = 0xff_ffff_ffffL;
  private static final int SOURCE_AT = EthernetConstants.ETH_ALEN;
  private static final int TYPE_AT = 2 * EthernetConstants.ETH_ALEN;
  private static final int ARP_OPERATION_AT = EthernetConstants.ETH_HLEN + 6;
  private static final int ARP_REPLY = 2;
  private static final int ARP_LENGTH = EthernetConstants.ETH_HLEN + 28;

  /**
   * Maximum time for an answer. The host answers within microseconds, unless the machine is busy.
   */
  private static final int PATIENCE_MILLIS = 1_000;

  private final PacketSocket socket;
  private final byte[] host;
  private final byte[] question;
  private final byte[] received = new byte[PacketSocket.MAX_FRAME];

  private Wire(PacketSocket socket, byte[] host, byte[] question) {
    this.socket = socket;
    this.host = host;
    this.question = question;
  }

  /** Opens the wire in the calling thread's network namespace, which must be the feeder's. */
  static Wire open(Link feeder, InetAddress feederAddress, Link host, InetAddress hostAddress) {
    PacketSocket socket = PacketSocket.open(feeder.index(), EthernetConstants.ETH_P_ALL);
    socket.receiveBuffer(RECEIVE_BUFFER);
    byte[] from = Objects.requireNonNull(feeder.mac()).toBytes();
    byte[] to = Objects.requireNonNull(host.mac()).toBytes();
    byte[] question = arpRequest(from, feederAddress.getAddress(), to, hostAddress.getAddress());
    return new Wire(socket, to, question);
  }

  /** A question of ARP (RFC 826): who has {@code wanted}? */
  private static byte[] arpRequest(byte[] from, byte[] fromAddress, byte[] to, byte[] wanted) {
    byte[] frame = new byte[ARP_LENGTH];
    System.arraycopy(to, 0, frame, 0, to.length);
    System.arraycopy(from, 0, frame, SOURCE_AT, from.length);
    // Ethertype; hardware Ethernet, protocol IPv4, their lengths, operation request.
    byte[] kind = {0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1};
    System.arraycopy(kind, 0, frame, TYPE_AT, kind.length);
    System.arraycopy(from, 0, frame, 22, from.length);
    System.arraycopy(fromAddress, 0, frame, 28, fromAddress.length);
    System.arraycopy(wanted, 0, frame, 38, wanted.length);
    return frame;
  }

  /**
   * Sends a packet over the wire.
   *
   * @param frame the packet, with room for the Ethernet header before it
   * @param length length of the packet
   * @param number number of the packet in the capture
   */
  void send(byte[] frame, int length, boolean ipv6, long number) {
    System.arraycopy(host, 0, frame, 0, host.length);
    byte[] source = new MacAddress(LOCAL | (number & NUMBER)).toBytes();
    System.arraycopy(source, 0, frame, SOURCE_AT, source.length);
    int type = ipv6 ? EthernetConstants.ETH_P_IPV6 : EthernetConstants.ETH_P_IP;
    frame[TYPE_AT] = (byte) (type >> 8);
    frame[TYPE_AT + 1] = (byte) type;
    socket.send(frame, 0, EthernetConstants.ETH_HLEN + length);
  }

  /** The number of the packet in this hardware address; 0 if it is not one of ours. */
  static long number(long hardwareSource) {
    return hardwareSource >>> 40 == 2 ? hardwareSource & NUMBER : 0;
  }

  /**
   * Waits until the host has handled all frames. The kernel handles frames in order, so its answer
   * to an ARP question, which no rule sees, comes after its answers to all packets.
   *
   * @param frames receives everything that the host has sent since the last call
   */
  void settle(Frames frames) {
    socket.send(question, 0, question.length);
    while (true) {
      int length = socket.receive(received, PATIENCE_MILLIS);
      if (length <= 0 || isArpReply(length)) return;
      frames.frame(received, length);
    }
  }

  private boolean isArpReply(int length) {
    return length >= ARP_LENGTH
        && received[TYPE_AT] == 0x08
        && received[TYPE_AT + 1] == 0x06
        && received[ARP_OPERATION_AT + 1] == ARP_REPLY;
  }

  @Override
  public void close() {
    socket.close();
  }
}
