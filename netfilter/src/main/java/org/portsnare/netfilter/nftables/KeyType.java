package org.portsnare.netfilter.nftables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Type of a set's keys. The numbers are nft's, so that nft lists the set with its type. */
public enum KeyType {
  IPV4_ADDR("ipv4_addr", 7, 4),
  IPV6_ADDR("ipv6_addr", 8, 16),
  /** A port, in network order. */
  INET_SERVICE("inet_service", 13, 2),
  /** The name of an interface, padded with NUL. */
  IFNAME("ifname", 41, 16),
  /** An address, and a port padded to 4 bytes. */
  IPV4_ADDR_AND_SERVICE("ipv4_addr . inet_service", 7 << 6 | 13, 8),
  /** An address, and a port padded to 4 bytes. */
  IPV6_ADDR_AND_SERVICE("ipv6_addr . inet_service", 8 << 6 | 13, 20),
  IPV4_ADDR_AND_ADDR("ipv4_addr . ipv4_addr", 7 << 6 | 7, 8),
  IPV6_ADDR_AND_ADDR("ipv6_addr . ipv6_addr", 8 << 6 | 8, 32);

  private final String keyword;
  private final int number;
  private final int length;

  KeyType(String keyword, int number, int length) {
    this.keyword = keyword;
    this.number = number;
    this.length = length;
  }

  /** The type's name in nft's language. */
  public String keyword() {
    return keyword;
  }

  int number() {
    return number;
  }

  /**
   * Data that the kernel stores for nft. nft needs it to list keys in host order: type {@code
   * NFTNL_UDATA_SET_KEYBYTEORDER} (0), 4 bytes, 1 for host order, 2 for network order, 0 for a
   * concatenation.
   */
  byte[] userData() {
    int order =
        switch (this) {
          case IFNAME -> 1;
          case IPV4_ADDR, IPV6_ADDR, INET_SERVICE -> 2;
          case IPV4_ADDR_AND_SERVICE,
              IPV6_ADDR_AND_SERVICE,
              IPV4_ADDR_AND_ADDR,
              IPV6_ADDR_AND_ADDR ->
              0;
        };
    return ByteBuffer.allocate(6)
        .order(ByteOrder.nativeOrder())
        .put((byte) 0)
        .put((byte) 4)
        .putInt(order)
        .array();
  }

  /** Length of a key, in bytes. */
  public int length() {
    return length;
  }
}
