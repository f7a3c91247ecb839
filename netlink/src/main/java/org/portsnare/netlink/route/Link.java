package org.portsnare.netlink.route;

import org.jspecify.annotations.Nullable;

/**
 * A network interface.
 *
 * @param up an administrator has set it up
 * @param operational the kernel has said of it that it is connected; false for the loopback
 *     interface and others of which it says nothing
 * @param mac its hardware address; all zero for the loopback interface, null for an interface that
 *     is no Ethernet, such as a tunnel
 */
public record Link(
    int index, String name, boolean up, boolean operational, @Nullable MacAddress mac) {}
