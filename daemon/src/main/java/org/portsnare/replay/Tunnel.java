package org.portsnare.replay;

import org.jspecify.annotations.Nullable;
import org.portsnare.packet.PacketHeader;

/**
 * IP packets that carry other packets. The kernel passes the inner packets to the tunnel's own
 * interface, which a scratch host does not have. So a replay only reads the outer packet.
 */
enum Tunnel {
  IPIP("IPIP"),
  SIX_IN_FOUR("6in4"),
  SIX_IN_SIX("6in6"),
  GRE("GRE"),
  ESP("ESP"),
  VXLAN("VXLAN"),
  GTP("GTP"),
  GENEVE("GENEVE");

  private static final int PROTOCOL_IPIP = 4;
  private static final int PROTOCOL_IPV6 = 41;
  private static final int PROTOCOL_GRE = 47;
  private static final int PROTOCOL_ESP = 50;

  /** Ports from RFC 7348, 3GPP TS 29.281 and RFC 8926. */
  private static final int PORT_VXLAN = 4789;

  private static final int PORT_GTP = 2152;
  private static final int PORT_GENEVE = 6081;

  /** Minimum length of all three headers, in bytes. */
  private static final int HEADER = 8;

  private static final int VXLAN_HAS_ID = 0x08;
  private static final int GTP_VERSION_1 = 0x30;
  private static final int GTP_DATA = 0xff;
  private static final int ETHERNET = 0x6558;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;

  private final String label;

  Tunnel(String label) {
    this.label = label;
  }

  /** The usual name. */
  String label() {
    return label;
  }

  /**
   * The kind of tunnel of a packet, if any.
   *
   * @param end where in the array the packet ends
   */
  static @Nullable Tunnel of(byte[] data, int end, PacketHeader header) {
    return switch (header.protocol()) {
      case PROTOCOL_IPIP -> IPIP;
      case PROTOCOL_IPV6 -> header.ipv6() ? SIX_IN_SIX : SIX_IN_FOUR;
      case PROTOCOL_GRE -> GRE;
      case PROTOCOL_ESP -> ESP;
      case PacketHeader.UDP -> ofUdp(data, end, header);
      default -> null;
    };
  }

  /** A port alone is not enough: scanners send other data there. */
  private static @Nullable Tunnel ofUdp(byte[] data, int end, PacketHeader header) {
    int at = header.payloadAt();
    if (end - at < HEADER) return null;
    return switch (header.destinationPort()) {
      case PORT_VXLAN -> data[at] == VXLAN_HAS_ID ? VXLAN : null;
      case PORT_GTP -> isGtp(data, at) ? GTP : null;
      case PORT_GENEVE -> isGeneve(data, at) ? GENEVE : null;
      default -> null;
    };
  }

  private static boolean isGtp(byte[] data, int at) {
    return (data[at] & 0xf0) == GTP_VERSION_1 && (data[at + 1] & 0xff) == GTP_DATA;
  }

  private static boolean isGeneve(byte[] data, int at) {
    int carried = (data[at + 2] & 0xff) << 8 | (data[at + 3] & 0xff);
    return carried == ETHERNET || carried == IPV4 || carried == IPV6;
  }
}
