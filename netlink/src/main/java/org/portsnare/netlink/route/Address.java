package org.portsnare.netlink.route;

import java.net.InetAddress;

/**
 * An address of this host.
 *
 * @param link index of its interface
 * @param prefixLength prefix length, in bits, of the network that is directly reachable
 */
public record Address(int link, InetAddress address, int prefixLength) {}
