package org.portsnare.capture;

import org.jspecify.annotations.Nullable;

/**
 * Link-layer headers, by the numbers that both file formats share, and the IP packet after them.
 */
final class LinkType {
  static final int LINKTYPE_NULL = 0;
  static final int LINKTYPE_ETHERNET = 1;
  static final int LINKTYPE_RAW = 101;
  static final int LINKTYPE_LOOP = 108;
  static final int LINKTYPE_LINUX_SLL = 113;
  static final int LINKTYPE_IPV4 = 228;
  static final int LINKTYPE_IPV6 = 229;
  static final int LINKTYPE_LINUX_SLL2 = 276;

  /** Numbers for raw IP that systems use internally; some files have them instead of 101. */
  static final int DLT_RAW = 12;

  static final int DLT_RAW_OPENBSD = 14;

  static final String KNOWN = "Ethernet, raw IP, Linux cooked and BSD loopback";

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86dd;
  private static final int ETHERTYPE_VLAN = 0x8100;
  private static final int ETHERTYPE_SERVICE_VLAN = 0x88a8;
  private static final int ETHERTYPE_OLD_SERVICE_VLAN = 0x9100;
  private static final int ETHERTYPE_MPLS = 0x8847;
  private static final int ETHERTYPE_MPLS_MULTICAST = 0x8848;
  private static final int ETHERTYPE_PPPOE = 0x8864;
  private static final int VLAN_TAG = 4;

  /** Maximum number of VLAN tags on a frame; no honest traffic has more. */
  private static final int MAX_TAGS = 8;

  private static final int NONE = -1;

  private LinkType() {}

  static boolean isKnown(int linkType) {
    return switch (linkType) {
      case LINKTYPE_NULL,
          LINKTYPE_ETHERNET,
          DLT_RAW,
          DLT_RAW_OPENBSD,
          LINKTYPE_RAW,
          LINKTYPE_LOOP,
          LINKTYPE_LINUX_SLL,
          LINKTYPE_IPV4,
          LINKTYPE_IPV6,
          LINKTYPE_LINUX_SLL2 ->
          true;
      default -> false;
    };
  }

  /** Index of the IP packet of the frame in {@code data[from..to)}; negative if it has none. */
  static int ipAt(int linkType, byte[] data, int from, int to) {
    return switch (linkType) {
      case LINKTYPE_ETHERNET -> behindEthertype(data, from + 12, from + 14, to);
      // Its 16 bytes end with the ethertype; the 20 bytes of its successor begin with it.
      case LINKTYPE_LINUX_SLL -> behindEthertype(data, from + 14, from + 16, to);
      case LINKTYPE_LINUX_SLL2 -> behindEthertype(data, from, from + 20, to);
      case LINKTYPE_NULL, LINKTYPE_LOOP -> behindFamily(data, from, to);
      case DLT_RAW, DLT_RAW_OPENBSD, LINKTYPE_RAW -> ofAnyVersion(data, from, to);
      case LINKTYPE_IPV4 -> ofVersion(4, data, from, to);
      case LINKTYPE_IPV6 -> ofVersion(6, data, from, to);
      default -> NONE;
    };
  }

  private static int behindEthertype(byte[] data, int typeAt, int headerEnd, int to) {
    int at = tagsEnd(data, typeAt, headerEnd, to);
    if (at < 0) return NONE;
    return switch (be16(data, at == headerEnd ? typeAt : at - 2)) {
      case ETHERTYPE_IPV4 -> ofVersion(4, data, at, to);
      case ETHERTYPE_IPV6 -> ofVersion(6, data, at, to);
      default -> NONE;
    };
  }

  /** Index after the frame's VLAN tags and its last ethertype. */
  private static int tagsEnd(byte[] data, int typeAt, int headerEnd, int to) {
    if (headerEnd >= to) return NONE;
    int type = be16(data, typeAt);
    int at = headerEnd;
    for (int tags = 0; tags < MAX_TAGS && isVlan(type); tags++) {
      if (to - at < VLAN_TAG) return NONE;
      type = be16(data, at + 2);
      at += VLAN_TAG;
    }
    return at;
  }

  /**
   * The carrier of the IP packet in a frame for which {@link #ipAt} finds none, if it is known:
   * {@code MPLS} or {@code PPPoE}.
   */
  static @Nullable String carrier(int linkType, byte[] data, int from, int to) {
    int typeAt = linkType == LINKTYPE_ETHERNET ? from + 12 : from + 14;
    int headerEnd = typeAt + 2;
    if (linkType == LINKTYPE_LINUX_SLL2) {
      typeAt = from;
      headerEnd = from + 20;
    } else if (linkType != LINKTYPE_ETHERNET && linkType != LINKTYPE_LINUX_SLL) {
      return null;
    }
    int at = tagsEnd(data, typeAt, headerEnd, to);
    if (at < 0) return null;
    return switch (be16(data, at == headerEnd ? typeAt : at - 2)) {
      case ETHERTYPE_MPLS, ETHERTYPE_MPLS_MULTICAST -> "MPLS";
      case ETHERTYPE_PPPOE -> "PPPoE";
      default -> null;
    };
  }

  private static boolean isVlan(int type) {
    return type == ETHERTYPE_VLAN
        || type == ETHERTYPE_SERVICE_VLAN
        || type == ETHERTYPE_OLD_SERVICE_VLAN;
  }

  /** Reads an address family of 4 bytes, in network order or in that of the capturing machine. */
  private static int behindFamily(byte[] data, int from, int to) {
    int at = from + 4;
    if (at >= to) return NONE;
    int family = be16(data, from) << 16 | be16(data, from + 2);
    if (family >>> 16 != 0) family = Integer.reverseBytes(family);
    return switch (family) {
      case 2 -> ofVersion(4, data, at, to);
      // AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS.
      case 10, 23, 24, 28, 30 -> ofVersion(6, data, at, to);
      default -> NONE;
    };
  }

  private static int ofAnyVersion(byte[] data, int at, int to) {
    int ipv4 = ofVersion(4, data, at, to);
    return ipv4 >= 0 ? ipv4 : ofVersion(6, data, at, to);
  }

  /** {@code at}, if an IP packet of that version begins there. */
  private static int ofVersion(int version, byte[] data, int at, int to) {
    return at < to && (data[at] >> 4 & 0xf) == version ? at : NONE;
  }

  private static int be16(byte[] data, int at) {
    return (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
  }
}
