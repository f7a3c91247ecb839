package org.portsnare.netlink.route;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A unicast route of the main table.
 *
 * @param destination first address of the network it leads to
 * @param prefixLength 0 for a default route
 * @param gateway null where the network is reached directly
 * @param link index of the interface it goes out by; 0 if it has none of its own
 */
public record Route(
    InetAddress destination, int prefixLength, @Nullable InetAddress gateway, int link) {
  public boolean isDefault() {
    return prefixLength == 0;
  }
}
