package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portsnare.netlink.diag.SocketDiag;
import org.portsnare.netlink.libc.LibcConstants;
import org.portsnare.netlink.packet.EthernetConstants;
import org.portsnare.netlink.route.Route;
import org.portsnare.netlink.route.RouteEvents;
import org.portsnare.netlink.route.Rtnetlink;
import org.portsnare.testing.UapiHeaders;

/** Every constant with a kernel name has the number from the kernel's header. */
class UapiConstantsKernelIT {
  @Test
  void netlink() throws IllegalAccessException {
    // Macros that use sizeof and ~; NLA_TYPE_MASK is checked below.
    compare(
        NetlinkConstants.class,
        UapiHeaders.read("linux/netlink.h"),
        Set.of("NLMSG_HDRLEN", "NLA_HDRLEN", "NLA_TYPE_MASK"));
    assertThat(NetlinkConstants.NLA_TYPE_MASK)
        .isEqualTo(0xffff & ~(NetlinkConstants.NLA_F_NESTED | 1 << 14));
  }

  @Test
  void errno() throws IllegalAccessException {
    UapiHeaders headers = UapiHeaders.read("asm-generic/errno-base.h", "asm-generic/errno.h");
    compare(Errno.class, headers, Set.of());
    for (int errno = 1; errno < 134; errno++) {
      String description = Errno.describe(errno);
      if (description.startsWith("errno ")) continue;
      String name = description.substring(0, description.indexOf(' '));
      assertThat(headers.value(name)).as(name).isEqualTo(errno);
    }
  }

  @Test
  void libc() throws IllegalAccessException {
    // The excepted names are the C library's; no kernel header has them.
    compare(
        LibcConstants.class,
        UapiHeaders.read(
            "asm-generic/errno-base.h",
            "asm-generic/socket.h",
            "asm-generic/fcntl.h",
            "asm-generic/poll.h",
            "linux/netlink.h",
            "linux/if_packet.h",
            "linux/sched.h",
            "linux/eventpoll.h"),
        Set.of(
            "AF_UNIX",
            "AF_NETLINK",
            "AF_PACKET",
            "SOCK_DGRAM",
            "SOCK_RAW",
            "SOCK_CLOEXEC",
            "SOL_NETLINK",
            "SOL_PACKET",
            "MSG_TRUNC",
            "MSG_DONTWAIT",
            "MSG_NOSIGNAL",
            "EFD_CLOEXEC"));
  }

  @Test
  void rtnetlink() throws IllegalAccessException {
    UapiHeaders headers =
        UapiHeaders.read(
            "linux/rtnetlink.h",
            "linux/if_link.h",
            "linux/if_addr.h",
            "linux/if.h",
            "linux/veth.h");
    // sizeof struct ifinfomsg, ifaddrmsg, rtmsg, rtnexthop
    Set<String> sizes = Set.of("IFINFOMSG", "IFADDRMSG", "RTMSG", "RTNEXTHOP");
    compare(Rtnetlink.class, headers, union(sizes, Set.of("AF_INET", "AF_INET6")));
    compare(Route.class, headers, Set.of("WIDE4", "WIDE6"));
    compare(RouteEvents.class, headers, Set.of());
  }

  @Test
  void ethernet() throws IllegalAccessException {
    compare(EthernetConstants.class, UapiHeaders.read("linux/if_ether.h"), Set.of());
  }

  @Test
  void inetDiag() throws ReflectiveOperationException {
    UapiHeaders states = UapiHeaders.read("linux/bpf.h");
    // sizeof struct inet_diag_sockid, offsets, and a set of several states
    Set<String> own =
        new HashSet<>(Set.of("SOCKID", "SOCKID_AT", "INODE_AT", "AF_INET", "AF_INET6", "OPEN"));
    for (Field field : SocketDiag.class.getDeclaredFields()) {
      if (!field.getName().startsWith("TCP_")) continue;
      // The header with the TCP_ states is not for user space; the BPF_ states are the same.
      field.setAccessible(true);
      assertThat(states.value("BPF_" + field.getName())).isEqualTo(field.getInt(null));
      own.add(field.getName());
    }
    compare(SocketDiag.class, UapiHeaders.read("linux/sock_diag.h", "linux/in.h"), own);
  }

  @Test
  void timex() throws IllegalAccessException {
    compare(KernelClock.class, UapiHeaders.read("linux/timex.h"), Set.of());
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new HashSet<>(a);
    all.addAll(b);
    return all;
  }

  /** All constants of {@code type}, except {@code exceptions}, have the headers' numbers. */
  private static void compare(Class<?> type, UapiHeaders headers, Set<String> exceptions)
      throws IllegalAccessException {
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) || field.getType() != int.class) continue;
      if (exceptions.contains(field.getName())) continue;
      field.setAccessible(true);
      Long value = headers.value(field.getName());
      compared++;
      if (value == null || value != field.getInt(null)) {
        wrong.add(field.getName() + " = " + field.getInt(null) + ", header: " + value);
      }
    }
    assertThat(wrong).as(type.getSimpleName()).isEmpty();
    assertThat(compared).isPositive();
  }
}
