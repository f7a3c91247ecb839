package org.portsnare.netlink.diag;

import java.net.InetAddress;

/**
 * A TCP or UDP socket.
 *
 * @param inode the socket's number in {@code /proc/PID/fd}
 */
public record InetSocket(
    InetAddress local, int localPort, InetAddress remote, int remotePort, long inode) {}
