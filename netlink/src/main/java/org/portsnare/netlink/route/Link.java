package org.portsnare.netlink.route;

import org.jspecify.annotations.Nullable;

/**
 * A network interface.
 *
 * @param mac its hardware address; all zero for the loopback interface, null for an interface that
 *     is no Ethernet, such as a tunnel
 */
public record Link(int index, String name, boolean up, @Nullable MacAddress mac) {}
