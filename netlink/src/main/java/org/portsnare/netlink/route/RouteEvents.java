package org.portsnare.netlink.route;

import static org.portsnare.netlink.NetlinkConstants.NETLINK_ROUTE;

import org.portsnare.netlink.NetlinkSocket;

/**
 * Reports that interfaces, addresses or routes have changed. {@link Rtnetlink} reads their new
 * state. Any thread may call {@link #close}, which ends a wait.
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
   * Waits for a change. {@code DATA} and {@code OVERRUN} both mean that there were changes. Changes
   * at most 5 ms apart are reported as one.
   *
   * @param timeoutMillis maximum wait in milliseconds; negative for no limit
   */
  public NetlinkSocket.Receipt await(int timeoutMillis) {
    NetlinkSocket.Receipt first = socket.receive(timeoutMillis);
    NetlinkSocket.Receipt more = first;
    // Each route is an event of its own: read the events that follow at once, up to a limit.
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
