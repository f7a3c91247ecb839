package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Command;

/** Reads a host's state from the real kernel: uplinks, local networks, services over UDP. */
final class HostKernelIT {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final LinuxHost host = namespace.call(LinuxHost::open);

  @BeforeEach
  void twoInterfaces() {
    ip("link set lo up");
    for (String name : List.of("wan", "lan", "vpn")) {
      ip("link add " + name + " type veth peer name " + name + "-peer");
      ip("link set " + name + " up");
      ip("link set " + name + "-peer up");
    }
    ip("addr add 198.51.100.1/24 dev wan");
    ip("addr add 192.168.7.1/24 dev lan");
    ip("addr add 203.0.113.1/28 dev vpn");
    ip("addr add 2001:db8:1::1/64 dev wan nodad");
    ip("addr add fd00:7::1/64 dev lan nodad");
  }

  @AfterEach
  void close() {
    host.close();
    namespace.close();
  }

  private void ip(String arguments) {
    String[] words =
        Stream.concat(Stream.of("ip"), Stream.of(arguments.split(" ", -1))).toArray(String[]::new);
    namespace.call(() -> Command.run(words));
  }

  private Situation situation(String toml) {
    Config config = ConfigReader.parse("test", toml);
    return namespace.call(() -> host.situation(config));
  }

  private List<String> interfaces() {
    return situation("").interfaces();
  }

  private boolean isExempt(String toml, String address) {
    Prefix prefix = Prefix.parse(address);
    return situation(toml).exemptions().stream()
        .anyMatch(exemption -> exemption.prefix().contains(prefix));
  }

  @Test
  void aDefaultRouteOfAnyTableIsAnUplink() {
    assertThat(interfaces()).isEmpty();
    ip("route add default via 203.0.113.2 table 51820");
    assertThat(interfaces()).containsExactly("vpn");
    ip("route add default via 198.51.100.254");
    assertThat(interfaces()).containsExactly("vpn", "wan");
  }

  @Test
  void aSplitDefaultRouteIsAnUplink() {
    ip("route add 0.0.0.0/1 via 203.0.113.2");
    ip("route add 128.0.0.0/1 via 203.0.113.2");
    assertThat(interfaces()).containsExactly("vpn");
    ip("-6 route add 2000::/3 via 2001:db8:1::fe");
    assertThat(interfaces()).containsExactly("vpn", "wan");
  }

  /** Each family on its own: the uplink of IPv6 stays although IPv4 has another one. */
  @Test
  void theLastUplinkStaysUntilAnotherTakesOver() {
    ip("route add default via 198.51.100.254");
    ip("-6 route add default via 2001:db8:1::fe");
    assertThat(interfaces()).containsExactly("wan");
    ip("route del default");
    ip("-6 route del default");
    assertThat(interfaces()).containsExactly("wan");
    ip("route add default via 203.0.113.2");
    assertThat(interfaces()).containsExactly("vpn", "wan");
    ip("-6 route add default via fd00:7::2");
    assertThat(interfaces()).containsExactly("lan", "vpn");
    // A renamed interface is still the same.
    ip("link set vpn down");
    ip("link set vpn name vpn0");
    ip("link set vpn0 up");
    ip("route add default via 203.0.113.2");
    assertThat(interfaces()).containsExactly("lan", "vpn0");
  }

  /** Nexthop objects: their routes name no interface. */
  @Test
  void whatCannotBeToldIsAProblem() {
    namespace.call(() -> Command.run("sysctl", "-qw", "net.ipv4.nexthop_compat_mode=0"));
    ip("nexthop add id 7 via 198.51.100.254 dev wan");
    ip("route add default nhid 7");
    assertThat(situation("").problems())
        .singleElement()
        .asString()
        .contains("default route of table 254", "traps.interfaces");
  }

  @Test
  void privateNetworksThatAreAttachedAreExempt() {
    ip("route add default via 198.51.100.254");
    assertThat(isExempt("", "192.168.7.33")).isTrue();
    assertThat(isExempt("", "fd00:7::33")).isTrue();
    assertThat(isExempt("", "fe80::33")).isTrue();
    assertThat(isExempt("", "203.0.113.9")).as("behind this host").isTrue();
    // Neighbours on a public network, and private networks elsewhere.
    assertThat(isExempt("", "198.51.100.33")).isFalse();
    assertThat(isExempt("", "2001:db8:1::33")).isFalse();
    assertThat(isExempt("", "192.168.8.33")).isFalse();
    assertThat(isExempt("", "10.0.0.1")).isFalse();
    String off = "[allow]\nlocal = false\n";
    assertThat(isExempt(off, "192.168.7.33")).isFalse();
    assertThat(isExempt(off, "203.0.113.9")).isFalse();
  }

  @Test
  void onlyWhatCannotBeAnsweredIsExempt() {
    for (String never :
        List.of("0.0.0.0", "127.1.2.3", "224.0.0.1", "255.255.255.255", "ff02::1")) {
      assertThat(isExempt("", never)).as(never).isTrue();
    }
    for (String answered : List.of("0.1.2.3", "240.0.0.1", "255.255.255.254")) {
      assertThat(isExempt("", answered)).as(answered).isFalse();
    }
  }

  @Test
  void aNameServerOverUdpAloneSparesPort53() {
    assertThat(situation("").sparedTraps()).isEmpty();
    try (DatagramSocket loopback = bind("127.0.0.53", 53)) {
      assertThat(loopback.isBound()).isTrue();
      assertThat(situation("").sparedTraps()).isEmpty();
      try (DatagramSocket public53 = bind("198.51.100.1", 53);
          DatagramSocket other = bind("198.51.100.1", 1433)) {
        assertThat(List.of(public53, other)).allMatch(DatagramSocket::isBound);
        assertThat(situation("").sparedTraps()).containsExactly(53);
      }
    }
  }

  /**
   * A service counts in both families, and for a while after it has ended: its clients come back.
   */
  @Test
  void aServiceSparesItsPortAlsoWhileItIsRestarted() throws IOException {
    try (ServerSocket loopback = listen("127.0.0.1", 5432);
        ServerSocket ipv4 = listen("198.51.100.1", 3306)) {
      assertThat(List.of(loopback, ipv4)).allMatch(ServerSocket::isBound);
      assertThat(situation("").sparedTraps()).containsExactly(3306);
    }
    assertThat(situation("").sparedTraps()).containsExactly(3306);
  }

  private ServerSocket listen(String address, int port) {
    return namespace.call(() -> new ServerSocket(port, 5, InetAddress.ofLiteral(address)));
  }

  private DatagramSocket bind(String address, int port) {
    return namespace.call(
        () -> {
          try {
            return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), port));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
