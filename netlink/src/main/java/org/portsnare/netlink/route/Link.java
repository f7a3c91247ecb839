package org.portsnare.netlink.route;

/** A network interface. */
public record Link(int index, String name, boolean up) {}
