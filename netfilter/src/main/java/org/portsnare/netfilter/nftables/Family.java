package org.portsnare.netfilter.nftables;

/** The address family of a table. */
public enum Family {
  /** IPv4 and IPv6 in one table. */
  INET(1),
  IPV4(2),
  ARP(3),
  NETDEV(5),
  BRIDGE(7),
  IPV6(10);

  private final int number;

  Family(int number) {
    this.number = number;
  }

  /** {@code NFPROTO_} number. */
  public int number() {
    return number;
  }
}
