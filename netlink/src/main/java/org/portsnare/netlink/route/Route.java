package org.portsnare.netlink.route;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A unicast route.
 *
 * @param destination first address of the destination network
 * @param prefixLength prefix length in bits; 0 for a default route
 * @param gateway null if the network is directly reachable
 * @param link index of the output interface; 0 if the route names none
 * @param table number of its routing table; 254 is {@code main}
 */
public record Route(
    InetAddress destination, int prefixLength, @Nullable InetAddress gateway, int link, int table) {
  /** Number of the main routing table, which is used unless a rule names another. */
  public static final int RT_TABLE_MAIN = 254;

  /** Maximum prefix length of a route to a large part of the IPv4 Internet. */
  private static final int WIDE4 = 3;

  /** The same for IPv6: {@code 2000::/3}, the part in use, or one half of it. */
  private static final int WIDE6 = 4;

  public Route(InetAddress destination, int prefixLength, @Nullable InetAddress gateway, int link) {
    this(destination, prefixLength, gateway, link, RT_TABLE_MAIN);
  }

  public boolean isDefault() {
    return prefixLength == 0;
  }

  /**
   * Whether it leads to the Internet: a default route, or a part of a split default route, such as
   * {@code 0.0.0.0/1}, {@code 128.0.0.0/1} or {@code 2000::/3}.
   */
  public boolean isUplink() {
    return prefixLength <= (isIpv6() ? WIDE6 : WIDE4) && !destination.isMulticastAddress();
  }

  public boolean isIpv6() {
    return destination.getAddress().length == 16;
  }
}
