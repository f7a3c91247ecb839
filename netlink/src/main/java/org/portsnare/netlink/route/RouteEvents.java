package org.portsnare.netlink.route;

import static org.portsnare.netlink.NetlinkConstants.NETLINK_ROUTE;

import org.portsnare.netlink.NetlinkSocket;

/**
 * Tells that interfaces, addresses or routes have changed; what they are now is for {@link
 * Rtnetlink} to say. {@link #close} may be called from any thread and ends a wait.
 */
public final class RouteEvents implements AutoCloseable {
  private static final int RTNLGRP_LINK = 1;
  private static final int RTNLGRP_IPV4_IFADDR = 5;
  private static final int RTNLGRP_IPV4_ROUTE = 7;
  private static final int RTNLGRP_IPV6_IFADDR = 9;
  private static final int RTNLGRP_IPV6_ROUTE = 11;

  private final NetlinkSocket socket;

  private RouteEvents(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Subscribes in the calling thread's network namespace. */
  public static RouteEvents open() {
    NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE);
    socket.join(RTNLGRP_LINK);
    socket.join(RTNLGRP_IPV4_IFADDR);
    socket.join(RTNLGRP_IPV4_ROUTE);
    socket.join(RTNLGRP_IPV6_IFADDR);
    socket.join(RTNLGRP_IPV6_ROUTE);
    return new RouteEvents(socket);
  }

  /**
   * Waits for a change. {@code DATA} and {@code OVERRUN} both mean that there were some; those that
   * arrive within the same few milliseconds are reported as one.
   *
   * @param timeoutMillis how long to wait; negative waits without an end
   */
  public NetlinkSocket.Receipt await(int timeoutMillis) {
    NetlinkSocket.Receipt first = socket.receive(timeoutMillis);
    NetlinkSocket.Receipt more = first;
    // A line of a route table is an event each: take what is there already, within a limit.
    for (int i = 0; i < 1000 && changed(more); i++) more = socket.receive(5);
    return first;
  }

  private static boolean changed(NetlinkSocket.Receipt receipt) {
    return receipt == NetlinkSocket.Receipt.DATA || receipt == NetlinkSocket.Receipt.OVERRUN;
  }

  @Override
  public void close() {
    socket.close();
  }
}
