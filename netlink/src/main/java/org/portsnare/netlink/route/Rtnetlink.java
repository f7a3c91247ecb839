package org.portsnare.netlink.route;

import static org.portsnare.netlink.NetlinkConstants.NETLINK_ROUTE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_CREATE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_EXCL;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetlinkSocket;
import org.portsnare.netlink.NetworkNamespace;

/**
 * Interfaces, addresses and routes of one network namespace. Numbers are those of {@code
 * linux/rtnetlink.h}, {@code if_link.h} and {@code if_addr.h}. Thread-safe.
 */
public final class Rtnetlink implements AutoCloseable {
  static final int RTM_NEWLINK = 16;
  static final int RTM_GETLINK = 18;
  static final int RTM_NEWADDR = 20;
  static final int RTM_GETADDR = 22;
  static final int RTM_NEWROUTE = 24;
  static final int RTM_GETROUTE = 26;

  private static final int IFINFOMSG = 16;
  private static final int IFADDRMSG = 8;
  private static final int RTMSG = 12;

  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_OPERSTATE = 16;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int VETH_INFO_PEER = 1;
  private static final int IFF_UP = 1;
  private static final int IF_OPER_UP = 6;
  private static final long OPERATIONAL_NANOS = 10_000_000_000L;
  private static final long PAUSE_NANOS = 1_000_000;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_F_NODAD = 2;

  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_MULTIPATH = 9;
  private static final int RTA_TABLE = 15;
  private static final int RTN_UNICAST = 1;
  private static final int RT_TABLE_LOCAL = 255;
  private static final int RTPROT_STATIC = 4;
  private static final int RTNEXTHOP = 8;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private final NetlinkSocket socket;

  private Rtnetlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket in the calling thread's network namespace. */
  public static Rtnetlink open() {
    return new Rtnetlink(NetlinkSocket.open(NETLINK_ROUTE));
  }

  /** All interfaces. */
  public List<Link> links() {
    List<Link> links = new ArrayList<>();
    MessageWriter request = message(RTM_GETLINK, NLM_F_DUMP);
    link(request, 0, 0, 0).end();
    dump(
        "list interfaces",
        request,
        answer -> {
          if (answer.type() == RTM_NEWLINK) links.add(readLink(answer));
        });
    return links;
  }

  private static Link readLink(MessageReader answer) {
    String name = "";
    MacAddress address = null;
    boolean operational = false;
    AttributeReader attributes = answer.attributes(IFINFOMSG);
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFLA_IFNAME -> name = attributes.string();
        case IFLA_ADDRESS -> address = macAddress(attributes.bytes());
        case IFLA_OPERSTATE -> operational = attributes.u8() == IF_OPER_UP;
        default -> {}
      }
    }
    boolean up = (answer.u32(8) & IFF_UP) != 0;
    return new Link(answer.u32(4), name, up, operational, address);
  }

  /** Null for other lengths, such as a tunnel's IP address: no Ethernet frame reaches them. */
  private static @Nullable MacAddress macAddress(byte[] bytes) {
    return bytes.length == MacAddress.LENGTH ? MacAddress.of(bytes) : null;
  }

  /** All addresses, IPv4 and IPv6, of all interfaces. */
  public List<Address> addresses() {
    List<Address> addresses = new ArrayList<>();
    MessageWriter request = message(RTM_GETADDR, NLM_F_DUMP);
    request.u8(0).u8(0).u8(0).u8(0).u32(0).end();
    dump(
        "list addresses",
        request,
        answer -> {
          if (answer.type() == RTM_NEWADDR) readAddress(answer, addresses);
        });
    return addresses;
  }

  private static void readAddress(MessageReader answer, List<Address> into) {
    byte[] local = {};
    AttributeReader attributes = answer.attributes(IFADDRMSG);
    while (attributes.next()) {
      // On a point-to-point interface IFA_ADDRESS is the peer's; IFA_LOCAL, if present, is ours.
      if (attributes.type() == IFA_LOCAL) local = attributes.bytes();
      if (attributes.type() == IFA_ADDRESS && local.length == 0) local = attributes.bytes();
    }
    InetAddress address = address(local);
    if (address != null) into.add(new Address(answer.u32(4), address, answer.u8(1)));
  }

  /** All unicast routes, IPv4 and IPv6, of every table except {@code local}. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (int family : new int[] {AF_INET, AF_INET6}) {
      MessageWriter request = message(RTM_GETROUTE, NLM_F_DUMP);
      request.u8(family).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0).end();
      dump(
          "list routes",
          request,
          answer -> {
            if (answer.type() == RTM_NEWROUTE) readRoute(answer, routes);
          });
    }
    return routes;
  }

  private static void readRoute(MessageReader answer, List<Route> into) {
    if (answer.u8(7) != RTN_UNICAST) return;
    int table = answer.u8(4);
    byte[] destination = new byte[answer.u8(0) == AF_INET ? 4 : 16];
    byte[] gateway = {};
    int link = 0;
    AttributeReader attributes = answer.attributes(RTMSG);
    List<Route> paths = new ArrayList<>();
    while (attributes.next()) {
      switch (attributes.type()) {
        case RTA_DST -> attributes.copyTo(destination, 0, destination.length);
        case RTA_GATEWAY -> gateway = attributes.bytes();
        case RTA_OIF -> link = attributes.u32();
        case RTA_TABLE -> table = attributes.u32();
        case RTA_MULTIPATH -> readPaths(attributes.bytes(), answer, destination, paths);
        default -> {}
      }
    }
    InetAddress network = address(destination);
    if (table == RT_TABLE_LOCAL || network == null) return;
    if (paths.isEmpty()) paths.add(new Route(network, answer.u8(1), address(gateway), link));
    for (Route path : paths) {
      into.add(new Route(network, answer.u8(1), path.gateway(), path.link(), table));
    }
  }

  /** {@code struct rtnexthop}: u16 length, u8 flags, u8 hops, i32 interface; then attributes. */
  private static void readPaths(
      byte[] hops, MessageReader answer, byte[] destination, List<Route> into) {
    ByteBuffer buffer = ByteBuffer.wrap(hops).order(ByteOrder.nativeOrder());
    InetAddress network = address(destination);
    int at = 0;
    while (network != null && hops.length - at >= RTNEXTHOP) {
      int length = buffer.getShort(at) & 0xffff;
      if (length < RTNEXTHOP || length > hops.length - at) return;
      int link = buffer.getInt(at + 4);
      AttributeReader attributes = AttributeReader.of(hops, at + RTNEXTHOP, at + length);
      byte[] gateway = {};
      while (attributes.next()) {
        if (attributes.type() == RTA_GATEWAY) gateway = attributes.bytes();
      }
      into.add(new Route(network, answer.u8(1), address(gateway), link));
      at += (length + 3) & ~3;
    }
  }

  /**
   * Makes a pair of virtual Ethernet interfaces, {@code name} here and {@code peer} in another
   * namespace.
   */
  public void addVeth(String name, String peer, NetworkNamespace peerNamespace) {
    MessageWriter request = message(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
    link(request, 0, 0, 0).putString(IFLA_IFNAME, name);
    int info = request.nest(IFLA_LINKINFO);
    request.putString(IFLA_INFO_KIND, "veth");
    int data = request.nest(IFLA_INFO_DATA);
    int other = request.nest(VETH_INFO_PEER);
    link(request, 0, 0, 0).putString(IFLA_IFNAME, peer);
    request.putU32(IFLA_NET_NS_FD, peerNamespace.fd());
    request.endNest(other);
    request.endNest(data);
    request.endNest(info);
    request.end();
    socket.request("add veth pair " + name + " and " + peer, request);
  }

  /** Sets the interface up. */
  public void up(String name) {
    MessageWriter request = message(RTM_NEWLINK, NLM_F_ACK);
    link(request, linkIndex(name), IFF_UP, IFF_UP).end();
    socket.request("set interface " + name + " up", request);
  }

  /**
   * Waits until an interface is operational. In a veth pair, the end that was set up last is
   * connected at once. The kernel connects the other end some milliseconds later, and silently
   * drops frames sent there before. So wait for the end that was set up first. The last end reports
   * that it is operational up to one second too late.
   *
   * @throws NetlinkException if it is not operational after 10 seconds
   */
  public void awaitOperational(String name) {
    long deadline = System.nanoTime() + OPERATIONAL_NANOS;
    while (!link(name).operational()) {
      if (System.nanoTime() - deadline > 0) {
        throw new NetlinkException(
            "wait for interface " + name, Errno.ETIMEDOUT, "is the other end up?");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Gives the interface an address. An IPv6 address is usable at once (no duplicate detection). */
  public void addAddress(String name, InetAddress address, int prefixLength) {
    byte[] bytes = address.getAddress();
    int family = bytes.length == 4 ? AF_INET : AF_INET6;
    MessageWriter request = message(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
    request.u8(family).u8(prefixLength).u8(0).u8(0).u32(linkIndex(name));
    request.putBytes(IFA_LOCAL, bytes).putBytes(IFA_ADDRESS, bytes);
    request.putU32(IFA_FLAGS, IFA_F_NODAD).end();
    socket.request("add address " + address.getHostAddress() + " to " + name, request);
  }

  /** Adds a default route through {@code gateway}. */
  public void addDefaultRoute(InetAddress gateway) {
    byte[] bytes = gateway.getAddress();
    int family = bytes.length == 4 ? AF_INET : AF_INET6;
    MessageWriter request = message(RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
    request
        .u8(family)
        .u8(0)
        .u8(0)
        .u8(0)
        .u8(Route.RT_TABLE_MAIN)
        .u8(RTPROT_STATIC)
        .u8(0)
        .u8(RTN_UNICAST);
    request.u32(0).putBytes(RTA_GATEWAY, bytes).end();
    socket.request("add default route by " + gateway.getHostAddress(), request);
  }

  private int linkIndex(String name) {
    return link(name).index();
  }

  private Link link(String name) {
    return links().stream()
        .filter(link -> link.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NetlinkException("find interface " + name, Errno.ENODEV));
  }

  private void dump(String operation, MessageWriter request, Consumer<MessageReader> answers) {
    NetlinkSocket.Failure failure = socket.exchange(operation, request, answers);
    // The data changed during the dump. The event of that change follows and causes another dump.
    if (failure != null && failure.errno() != Errno.EINTR) {
      throw new NetlinkException(operation, failure.errno(), failure.hint());
    }
  }

  private static MessageWriter message(int type, int flags) {
    return new MessageWriter(256).begin(type, NLM_F_REQUEST | flags);
  }

  private static MessageWriter link(MessageWriter message, int index, int flags, int change) {
    return message.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  private static @Nullable InetAddress address(byte[] bytes) {
    if (bytes.length != 4 && bytes.length != 16) return null;
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
