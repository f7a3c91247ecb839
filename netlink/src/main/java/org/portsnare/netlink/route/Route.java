package org.portsnare.netlink.route;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A unicast route.
 *
 * @param destination first address of the network it leads to
 * @param prefixLength 0 for a default route
 * @param gateway null where the network is reached directly
 * @param link index of the interface it goes out by; 0 if it has none of its own
 * @param table number of the routing table it stands in; 254 is {@code main}
 */
public record Route(
    InetAddress destination, int prefixLength, @Nullable InetAddress gateway, int link, int table) {
  /** {@code RT_TABLE_MAIN}: the table that is used where no rule names another. */
  public static final int RT_TABLE_MAIN = 254;

  /** The longest prefix of a route that leads to a large part of the IPv4 Internet. */
  private static final int WIDE4 = 3;

  /** The same for IPv6: {@code 2000::/3}, which is all that is in use, or a half of it. */
  private static final int WIDE6 = 4;

  public Route(InetAddress destination, int prefixLength, @Nullable InetAddress gateway, int link) {
    this(destination, prefixLength, gateway, link, RT_TABLE_MAIN);
  }

  public boolean isDefault() {
    return prefixLength == 0;
  }

  /**
   * Whether it leads to the Internet: a default route, or a part of one that was split, such as
   * {@code 0.0.0.0/1}, {@code 128.0.0.0/1} or {@code 2000::/3}.
   */
  public boolean isUplink() {
    return prefixLength <= (isIpv6() ? WIDE6 : WIDE4) && !destination.isMulticastAddress();
  }

  public boolean isIpv6() {
    return destination.getAddress().length == 16;
  }
}
