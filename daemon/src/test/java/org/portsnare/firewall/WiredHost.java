package org.portsnare.firewall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.netlink.packet.EthernetConstants;
import org.portsnare.netlink.packet.PacketSocket;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.Rtnetlink;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;

/**
 * A host with our table and no daemon, at the end of a wire. A test puts packets on the wire and
 * sees the answers. No packet leaves the two namespaces.
 *
 * <pre>
 *   host                                   world
 *   wan 198.51.100.1/24  ----- veth -----  eth0 198.51.100.254 (the gateway), a packet socket
 *       2001:db8:1::1/64                        2001:db8:1::fe
 *                                          lo   203.0.113.7, 2001:db8:bad:7::5 (peers of the host)
 * </pre>
 */
public final class WiredHost implements AutoCloseable {
  static final String HOST4 = "198.51.100.1";
  static final String HOST6 = "2001:db8:1::1";
  static final String GATEWAY4 = "198.51.100.254";
  static final String GATEWAY6 = "2001:db8:1::fe";

  static final String PEER4 = "203.0.113.7";
  static final String PEER6 = "2001:db8:bad:7::5";

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final NetworkNamespace host;
  private final NetworkNamespace world;
  private final PacketSocket wire;
  private final byte[] toHost = new byte[EthernetConstants.ETH_HLEN];
  private final Firewall firewall;
  private Ruleset ruleset;

  private WiredHost(String toml) {
    try {
      host = open(NetworkNamespace.create());
      world = open(NetworkNamespace.create());
      connect();
      Link wan = link(host, "wan");
      Link eth0 = link(world, "eth0");
      System.arraycopy(Objects.requireNonNull(wan.mac()).toBytes(), 0, toHost, 0, 6);
      System.arraycopy(Objects.requireNonNull(eth0.mac()).toBytes(), 0, toHost, 6, 6);
      wire = open(world.call(() -> PacketSocket.open(eth0.index(), EthernetConstants.ETH_P_ALL)));
      wire.receiveBuffer(16 << 20);
      firewall = open(host.call(() -> Firewall.open(Clock.systemUTC(), false)));
      awaitAnswer(GATEWAY4, HOST4);
      awaitAnswer(GATEWAY6, HOST6);
      apply(toml);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Creates the host, with the table of this configuration in force. */
  public static WiredHost with(String toml) {
    return new WiredHost(toml);
  }

  private <T extends AutoCloseable> T open(T part) {
    parts.add(part);
    return part;
  }

  private void connect() {
    host.run(
        () -> {
          try (Rtnetlink route = Rtnetlink.open()) {
            route.addVeth("wan", "eth0", world);
            route.up("lo");
            route.addAddress("wan", InetAddress.ofLiteral(HOST4), 24);
            route.addAddress("wan", InetAddress.ofLiteral(HOST6), 64);
            route.up("wan");
          }
        });
    world.run(
        () -> {
          try (Rtnetlink route = Rtnetlink.open()) {
            route.up("lo");
            route.addAddress("lo", InetAddress.ofLiteral(PEER4), 32);
            route.addAddress("lo", InetAddress.ofLiteral(PEER6), 128);
            route.addAddress("eth0", InetAddress.ofLiteral(GATEWAY4), 24);
            route.addAddress("eth0", InetAddress.ofLiteral(GATEWAY6), 64);
            route.up("eth0");
          }
        });
    host.run(
        () -> {
          try (Rtnetlink route = Rtnetlink.open()) {
            route.addDefaultRoute(InetAddress.ofLiteral(GATEWAY4));
            route.addDefaultRoute(InetAddress.ofLiteral(GATEWAY6));
            route.awaitOperational("wan");
          }
        });
  }

  /** Waits until both ends have found one another, so that no test waits for that. */
  private void awaitAnswer(String from, String to) {
    byte[] ack = Packets.tcp(new Packets.Path(from, to, 1), Packets.ACK);
    Await.until(
        to + " answers",
        LIMIT,
        () -> {
          send(ack);
          return sentByHost(20).stream()
              .anyMatch(packet -> packet[packet[0] >> 4 == 6 ? 6 : 9] == Packets.TCP);
        });
  }

  private static Link link(NetworkNamespace namespace, String name) {
    return namespace.call(
        () -> {
          try (Rtnetlink route = Rtnetlink.open()) {
            return route.links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
          }
        });
  }

  /** Puts the table of another configuration into force. */
  void apply(String toml) {
    Config config = ConfigReader.parse("test", toml);
    Situation situation =
        new Situation(
            List.of("wan"),
            List.of(),
            List.of(
                new Exemption(Prefix.parse(HOST4), Exemption.Kind.ADMINISTRATOR, "own"),
                new Exemption(Prefix.parse(HOST6), Exemption.Kind.ADMINISTRATOR, "own"),
                new Exemption(Prefix.parse(GATEWAY4), Exemption.Kind.GATEWAY, "gateway"),
                new Exemption(Prefix.parse(GATEWAY6), Exemption.Kind.GATEWAY, "gateway")),
            List.of(),
            List.of(Prefix.parse("198.51.100.0/24"), Prefix.parse("2001:db8:1::/64")));
    ruleset = new Ruleset(firewall.features(config), config, situation, situation.exemptions());
    firewall.apply(ruleset);
  }

  /**
   * Makes checksums complete when sent, and verified when received: synproxy needs this for IPv6.
   */
  void checksumsAsBetweenNetworkCards() {
    inWorld(() -> Command.of("ethtool", "-K", "eth0", "tx", "off").result().orFail());
    onHost(() -> Command.of("ethtool", "-K", "wan", "gro", "on").result().orFail());
  }

  Firewall firewall() {
    return firewall;
  }

  Ruleset ruleset() {
    return ruleset;
  }

  /** Sends an IP packet over the wire to the host. */
  public void send(byte[] packet) {
    byte[] frame = new byte[toHost.length + packet.length];
    System.arraycopy(toHost, 0, frame, 0, toHost.length);
    int type = packet[0] >> 4 == 6 ? EthernetConstants.ETH_P_IPV6 : EthernetConstants.ETH_P_IP;
    frame[12] = (byte) (type >> 8);
    frame[13] = (byte) type;
    System.arraycopy(packet, 0, frame, toHost.length, packet.length);
    wire.send(frame, 0, frame.length);
  }

  /** IP packets that the host has sent, until none has come for this time. */
  public List<byte[]> sentByHost(int quietMillis) {
    List<byte[]> packets = new ArrayList<>();
    byte[] frame = new byte[PacketSocket.MAX_FRAME];
    int length;
    while ((length = wire.receive(frame, quietMillis)) > 0) {
      int type = (frame[12] & 0xff) << 8 | (frame[13] & 0xff);
      boolean ip = type == EthernetConstants.ETH_P_IP || type == EthernetConstants.ETH_P_IPV6;
      // Frames that this end has sent have the host's address first.
      boolean fromHost = !Arrays.equals(frame, 0, 6, toHost, 0, 6);
      boolean multicast = (frame[0] & 1) != 0;
      if (ip && fromHost && !multicast)
        packets.add(Arrays.copyOfRange(frame, toHost.length, length));
    }
    return packets;
  }

  /** All bans in the kernel. */
  public Set<String> banned() {
    Set<String> banned = new TreeSet<>();
    host.run(() -> Firewall.dump(ruleset, found -> banned.add(found.prefix().toString())));
    return banned;
  }

  public void awaitBanned(String prefix) {
    Await.until(prefix + " banned", LIMIT, () -> banned().contains(prefix));
  }

  /** A listener on the host, on all its addresses. */
  public void listen(int port) {
    open(
        onHost(
            () -> {
              try {
                return ServerSocketChannel.open().bind(new InetSocketAddress(port));
              } catch (IOException e) {
                throw new UncheckedIOException("listen on port " + port, e);
              }
            }));
  }

  /** Runs something in the host's namespace. */
  <T> T onHost(Callable<T> work) {
    return host.call(work);
  }

  /** Runs something in the world's namespace. */
  <T> T inWorld(Callable<T> work) {
    return world.call(work);
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        // The namespaces end with the last process that holds them.
      }
    }
  }
}
