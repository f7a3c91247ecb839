package org.portsnare.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portsnare.ban.Prefix;
import org.portsnare.packet.PacketHeader;

/**
 * The packets of one sender to the guarded host, in order.
 *
 * <p>Pure resets are left out, because they are no probes: the sender's kernel sends them at any
 * time, as reply to the host's answers. IPv6 neighbour discovery is left out too, because it
 * belongs to the wire.
 */
final class Trail {
  private static final int ICMPV6 = 58;
  private static final int RST = 4;
  private static final int ACK = 16;
  private static final int STEPS = 1 | 2 | RST | ACK;

  static final Trail EMPTY = new Trail();

  private final List<byte[]> packets = new ArrayList<>();

  private Trail() {}

  /** The trails in a capture, by sender. */
  static Map<String, Trail> in(List<byte[]> capture, List<String> hostAddresses) {
    Map<String, Trail> trails = new HashMap<>();
    PacketHeader header = new PacketHeader();
    for (byte[] packet : capture) {
      if (!header.decode(packet, 0, packet.length)) continue;
      if (!hostAddresses.contains(address(packet, header, header.destinationAt()))) continue;
      if (header.hasTcp() && header.tcpFlags() == RST) continue;
      if (isNeighbourDiscovery(packet, header)) continue;
      String sender = address(packet, header, header.sourceAt());
      trails.computeIfAbsent(sender, _ -> new Trail()).packets.add(packet);
    }
    return trails;
  }

  private static String address(byte[] packet, PacketHeader header, int at) {
    boolean ipv6 = header.ipv6();
    return Prefix.of(packet, at, ipv6, ipv6 ? 128 : 32).toString();
  }

  private static boolean isNeighbourDiscovery(byte[] packet, PacketHeader header) {
    int typeAt = 40; // neighbour discovery has no extension headers
    if (header.protocol() != ICMPV6 || packet.length <= typeAt) return false;
    int type = packet[typeAt] & 0xff;
    return type >= 133 && type <= 137;
  }

  int size() {
    return packets.size();
  }

  /**
   * The number of the ledger's packet in this trail, from 1. A packet from fragments has the number
   * of its last fragment. A packet that synproxy sends on after a handshake has the number of the
   * ACK that completed the handshake.
   *
   * @param kept the first bytes of the packet, from the ledger
   */
  int numberOf(byte[] kept) {
    PacketHeader ledger = header(kept);
    for (int i = 0; i < packets.size(); i++) {
      byte[] packet = packets.get(i);
      if (startsWith(packet, kept) || completes(header(packet), ledger)) return i + 1;
    }
    for (int i = packets.size() - 1; i >= 0; i--) {
      if (isFragmentOf(packets.get(i), ledger)) return i + 1;
    }
    throw new AssertionError("the packet in the ledger was not on the wire");
  }

  private static PacketHeader header(byte[] packet) {
    PacketHeader header = new PacketHeader();
    if (!header.decode(packet, 0, packet.length)) throw new AssertionError("no IP packet");
    return header;
  }

  private static boolean startsWith(byte[] packet, byte[] kept) {
    return packet.length >= kept.length
        && Arrays.equals(packet, 0, kept.length, kept, 0, kept.length);
  }

  /** Whether it is the ACK of a handshake that {@code syn} began. */
  private static boolean completes(PacketHeader sent, PacketHeader syn) {
    return sent.hasTcp()
        && syn.hasTcp()
        && (sent.tcpFlags() & STEPS) == ACK
        && sent.sourcePort() == syn.sourcePort()
        && sent.destinationPort() == syn.destinationPort()
        && sent.tcpSequence() == ((syn.tcpSequence() + 1) & 0xffff_ffffL);
  }

  private static boolean isFragmentOf(byte[] packet, PacketHeader whole) {
    PacketHeader sent = header(packet);
    if (sent.ipv6() || whole.ipv6()) return false;
    boolean moreToCome = (packet[6] & 0x20) != 0;
    boolean notTheFirst = (packet[6] & 0x1f) != 0 || packet[7] != 0;
    return (moreToCome || notTheFirst) && sent.identification() == whole.identification();
  }
}
