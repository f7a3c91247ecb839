package org.portsnare.netlink.route;

import java.net.InetAddress;

/**
 * An address of this host.
 *
 * @param link index of the interface that has it
 * @param prefixLength length of the network that is reached directly through it
 */
public record Address(int link, InetAddress address, int prefixLength) {}
