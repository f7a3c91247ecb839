package org.portsnare.netlink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Command;

/** The lists contain everything made here, and {@code ip -j} lists the same. */
@Timeout(60)
class RtnetlinkKernelIT {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final NetworkNamespace peer = NetworkNamespace.create();
  private final Rtnetlink route = namespace.call(Rtnetlink::open);

  @AfterEach
  void close() {
    route.close();
    namespace.close();
    peer.close();
  }

  @Test
  void vethPairWithAddressesAndDefaultRoutes() {
    route.addVeth("near", "far", peer);
    route.up("lo");
    route.up("near");
    route.addAddress("near", ip("192.0.2.1"), 24);
    route.addAddress("near", ip("2001:db8::1"), 64);
    try (Rtnetlink other = peer.call(Rtnetlink::open)) {
      other.up("far");
      other.addAddress("far", ip("192.0.2.2"), 24);
      route.awaitOperational("near");
      assertThat(other.links()).extracting(Link::name).containsExactlyInAnyOrder("lo", "far");
    }
    route.addDefaultRoute(ip("192.0.2.254"));
    route.addDefaultRoute(ip("2001:db8::fe"));

    int near = index("near");
    assertThat(route.links()).extracting(Link::index).containsExactlyInAnyOrder(1, near);
    assertThat(route.links()).allMatch(Link::up);
    assertThat(route.addresses())
        .contains(
            new Address(1, ip("127.0.0.1"), 8),
            new Address(1, ip("::1"), 128),
            new Address(near, ip("192.0.2.1"), 24),
            new Address(near, ip("2001:db8::1"), 64));
    assertThat(route.routes())
        .contains(
            new Route(ip("192.0.2.0"), 24, null, near),
            new Route(ip("0.0.0.0"), 0, ip("192.0.2.254"), near),
            new Route(ip("2001:db8::"), 64, null, near),
            new Route(ip("::"), 0, ip("2001:db8::fe"), near));
    assertThat(route.routes()).filteredOn(Route::isDefault).hasSize(2);
    compareWithIp();
  }

  @Test
  void interfaceIsOperationalWhenBothEndsAreUp() {
    route.addVeth("near", "far", peer);
    route.up("near");
    assertThat(link("near").up()).isTrue();
    assertThat(link("near").operational()).isFalse();
    try (Rtnetlink other = peer.call(Rtnetlink::open)) {
      other.up("far");
    }
    route.awaitOperational("near");
    compareWithIp();
  }

  @Test
  void newIpv6AddressIsUsableAtOnce() {
    route.addVeth("near", "far", peer);
    route.up("near");
    route.addAddress("near", ip("2001:db8::1"), 64);
    assertThat(ip("ip", "-6", "addr", "show", "dev", "near", "tentative"))
        .doesNotContain("2001:db8::1");
  }

  @Test
  void listsWhatOthersMade() {
    ip("ip", "link", "add", "d0", "type", "veth", "peer", "p0");
    ip("ip", "link", "set", "d0", "up");
    ip("ip", "link", "set", "lo", "up");
    // Point to point: our address is the local one, not the peer's.
    ip("ip", "addr", "add", "198.51.100.1", "peer", "198.51.100.2", "dev", "d0");
    ip("ip", "addr", "add", "203.0.113.1/28", "dev", "d0");
    ip("ip", "route", "add", "192.0.2.0/24", "via", "203.0.113.2");
    ip("ip", "route", "add", "blackhole", "192.0.2.128/25");
    ip("ip", "route", "add", "10.0.0.0/8", "via", "203.0.113.3", "table", "1234");
    ip(
        "ip",
        "route",
        "add",
        "default",
        "nexthop",
        "via",
        "203.0.113.4",
        "nexthop",
        "via",
        "203.0.113.5");
    int d0 = index("d0");
    assertThat(route.addresses()).contains(new Address(d0, ip("198.51.100.1"), 32));
    assertThat(route.routes())
        .filteredOn(r -> r.destination().getAddress().length == 4)
        .containsExactlyInAnyOrder(
            new Route(ip("198.51.100.2"), 32, null, d0),
            new Route(ip("203.0.113.0"), 28, null, d0),
            new Route(ip("192.0.2.0"), 24, ip("203.0.113.2"), d0),
            new Route(ip("10.0.0.0"), 8, ip("203.0.113.3"), d0, 1234),
            new Route(ip("0.0.0.0"), 0, ip("203.0.113.4"), d0),
            new Route(ip("0.0.0.0"), 0, ip("203.0.113.5"), d0));
    compareAddressesWithIp();
  }

  @Test
  void aSplitDefaultRouteIsAnUplinkToo() {
    for (String wide :
        List.of("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "2000::/3", "3000::/4")) {
      assertThat(routeTo(wide).isUplink()).as(wide).isTrue();
    }
    for (String narrow :
        List.of("10.0.0.0/8", "224.0.0.0/3", "fc00::/7", "2001:db8::/32", "ff00::/4")) {
      assertThat(routeTo(narrow).isUplink()).as(narrow).isFalse();
    }
  }

  private static Route routeTo(String prefix) {
    String[] parts = prefix.split("/", -1);
    return new Route(ip(parts[0]), Integer.parseInt(parts[1]), null, 1);
  }

  @Test
  void onlyEthernetHasMacAddress() {
    ip("ip", "link", "add", "d0", "address", "02:00:5e:10:00:01", "type", "veth", "peer", "p0");
    ip("ip", "tuntap", "add", "t0", "mode", "tun");
    assertThat(route.links())
        .filteredOn(link -> link.name().equals("d0") || link.name().equals("t0"))
        .extracting(Link::name, Link::mac)
        .containsExactlyInAnyOrder(
            Tuple.tuple("d0", new MacAddress(0x02005e100001L)), Tuple.tuple("t0", null));
  }

  @Test
  void manyOfEverything() {
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      batch.append("link add d%d type veth peer p%d\nlink set d%d up\n".formatted(i, i, i));
      batch.append("addr add 10.%d.%d.1/24 dev d%d\n".formatted(i / 256, i % 256, i));
      batch.append("addr add 2001:db8:%x::1/64 dev d%d nodad\n".formatted(i, i));
    }
    namespace.call(() -> Command.pipe(batch.toString(), "ip", "-batch", "-"));
    assertThat(route.links()).hasSize(201);
    compareWithIp();
  }

  @Test
  void refusalsNameTheOperationAndTheReason() {
    assertThatThrownBy(() -> route.up("absent"))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("find interface absent: ENODEV (no such device)");
    assertThatThrownBy(() -> route.awaitOperational("absent"))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("find interface absent: ENODEV (no such device)");
    assertThatThrownBy(() -> route.addAddress("lo", ip("192.0.2.1"), 33))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith("add address 192.0.2.1 to lo: EINVAL (invalid argument)");
    assertThatThrownBy(() -> route.addDefaultRoute(ip("192.0.2.1")))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith("add default route by 192.0.2.1: ")
        .hasMessageContaining("gateway");
    assertThatThrownBy(() -> route.addVeth("lo", "far", peer))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith("add veth pair lo and far: EEXIST (it exists already)")
        .extracting(e -> ((NetlinkException) e).errno())
        .isEqualTo(Errno.EEXIST);
  }

  private void compareWithIp() {
    List<String> links =
        route.links().stream()
            .map(
                link ->
                    "%d %s %b %b %s"
                        .formatted(
                            link.index(), link.name(), link.up(), link.operational(), link.mac()))
            .toList();
    assertThat(links)
        .containsExactlyInAnyOrderElementsOf(
            lines(
                jq(
                    ".[] | \"\\(.ifindex) \\(.ifname) \\(.flags | index(\"UP\") != null)"
                        + " \\(.operstate == \"UP\") \\(.address)\"",
                    "ip",
                    "-j",
                    "link")));
    compareAddressesWithIp();
    Map<Integer, String> names = names();
    List<String> routes =
        route.routes().stream()
            .map(
                r ->
                    text(r.destination())
                        + "/"
                        + r.prefixLength()
                        + " "
                        + (r.gateway() == null ? "null" : text(r.gateway()))
                        + " "
                        + names.get(r.link()))
            .toList();
    assertThat(routes)
        .containsExactlyInAnyOrderElementsOf(
            lines(routesOfIp("-4", "0.0.0.0/0", "/32") + routesOfIp("-6", "::/0", "/128")));
  }

  private void compareAddressesWithIp() {
    Map<Integer, String> names = names();
    List<String> addresses =
        route.addresses().stream()
            .map(a -> names.get(a.link()) + " " + text(a.address()) + "/" + a.prefixLength())
            .toList();
    assertThat(addresses)
        .containsExactlyInAnyOrderElementsOf(
            lines(
                jq(
                    ".[] | .ifname as $link | .addr_info[] | \"\\($link)"
                        + " \\(.local)/\\(.prefixlen)\"",
                    "ip",
                    "-j",
                    "addr")));
  }

  private String routesOfIp(String family, String all, String single) {
    String network =
        "(if .dst == \"default\" then \""
            + all
            + "\" elif (.dst | contains(\"/\")) then .dst else .dst + \""
            + single
            + "\" end)";
    return jq(".[] | \"\\(" + network + ") \\(.gateway) \\(.dev)\"", "ip", family, "-j", "route");
  }

  private String jq(String filter, String... command) {
    return Command.pipe(ip(command), "jq", "-r", filter);
  }

  private String ip(String... command) {
    return namespace.call(() -> Command.run(command));
  }

  private static List<String> lines(String text) {
    return Arrays.stream(text.split("\n")).filter(line -> !line.isEmpty()).toList();
  }

  private Map<Integer, String> names() {
    return route.links().stream().collect(Collectors.toMap(Link::index, Link::name));
  }

  private int index(String name) {
    return link(name).index();
  }

  private Link link(String name) {
    return route.links().stream()
        .filter(link -> Objects.equals(link.name(), name))
        .findFirst()
        .orElseThrow();
  }

  /** An address as {@code ip} writes it: RFC 5952. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    if (address.getAddress().length == 4) return text;
    return text.replaceFirst("(^|:)(0(:|$)){2,}", "::");
  }

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
