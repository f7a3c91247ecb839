package org.portsnare.netlink.route;

import org.jspecify.annotations.Nullable;

/**
 * A network interface.
 *
 * @param up whether it is administratively up ({@code IFF_UP})
 * @param operational whether the kernel reports it as connected ({@code IF_OPER_UP}); false for the
 *     loopback interface and others without such a report
 * @param mac its hardware address; all zero for the loopback interface; null for an interface that
 *     is not Ethernet, such as a tunnel
 */
public record Link(
    int index, String name, boolean up, boolean operational, @Nullable MacAddress mac) {}
