package org.portsnare.netlink.diag;

import java.net.InetAddress;

/**
 * A TCP or UDP socket.
 *
 * @param inode the number by which {@code /proc/PID/fd} names it
 */
public record InetSocket(
    InetAddress local, int localPort, InetAddress remote, int remotePort, long inode) {}
