package org.portsnare.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netfilter.nflog.NflogGroup;
import org.portsnare.netfilter.nflog.PacketEvent;
import org.portsnare.netlink.NetlinkSocket;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.Rtnetlink;

/**
 * A host in a network namespace of its own, with the real table, at the end of a wire that feeds it
 * packets. It has no connection to any other network. One thread feeds packets; another thread
 * reads NFLOG.
 */
final class ScratchHost implements AutoCloseable {
  private static final int WAIT_MILLIS = 100;

  /** Addresses that no real packet comes from (RFC 7335, RFC 6666). */
  private static final String WAN4 = "192.0.0.2";

  private static final String GATEWAY4 = "192.0.0.1";
  private static final String WAN6 = "100::2";
  private static final String GATEWAY6 = "100::1";

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final NetworkNamespace host;
  private final NetworkNamespace feeder;
  private final Wire wire;
  private final Ruleset ruleset;
  private final Thread reader;
  private volatile boolean done;
  private volatile boolean lost;

  private ScratchHost(
      Config config,
      Survey survey,
      List<Prefix> near,
      List<Exemption> exemptions,
      Consumer<PacketEvent> events) {
    try {
      host = open(NetworkNamespace.create());
      feeder = open(NetworkNamespace.create());
      connect();
      survey.own().forEach(this::addOwn);
      survey.services().forEach(this::listen);
      Firewall firewall = open(host.call(() -> Firewall.open(Clock.systemUTC(), false)));
      Situation situation = new Situation(List.of("wan"), List.of(), exemptions, List.of(), near);
      ruleset = new Ruleset(firewall.features(config), config, situation, exemptions);
      NflogGroup group =
          open(host.call(() -> NflogGroup.bind(config.daemon().nflogGroup(), Ruleset.SAID_LENGTH)));
      firewall.apply(ruleset);
      wire = openWire();
      reader = Thread.ofPlatform().name("replay-nflog").daemon().start(() -> read(group, events));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Creates the host.
   *
   * @param near networks that this host never bans as a whole
   * @param exemptions prefixes that this host never bans
   * @param events receives the packets that the rules log, on a thread of its own
   */
  static ScratchHost create(
      Config config,
      Survey survey,
      List<Prefix> near,
      List<Exemption> exemptions,
      Consumer<PacketEvent> events) {
    return new ScratchHost(config, survey, near, exemptions, events);
  }

  private <T extends AutoCloseable> T open(T part) {
    parts.add(part);
    return part;
  }

  private void connect() {
    host.run(
        () -> {
          try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.addVeth("wan", "eth0", feeder);
            rtnetlink.up("lo");
            rtnetlink.addAddress("wan", address(WAN4), 29);
            rtnetlink.addAddress("wan", address(WAN6), 64);
            rtnetlink.up("wan");
          }
        });
    feeder.run(
        () -> {
          try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.addAddress("eth0", address(GATEWAY4), 29);
            rtnetlink.addAddress("eth0", address(GATEWAY6), 64);
            rtnetlink.up("eth0");
          }
        });
    host.run(
        () -> {
          try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.addDefaultRoute(address(GATEWAY4));
            rtnetlink.addDefaultRoute(address(GATEWAY6));
            rtnetlink.awaitOperational("wan");
          }
        });
  }

  private void addOwn(Prefix own) {
    host.run(
        () -> {
          try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.addAddress("lo", InetAddress.getByAddress(own.address()), own.bits());
          } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes", e);
          }
        });
  }

  /** Listens on the port of a real service; otherwise it would be a closed port here. */
  private void listen(int port) {
    open(
        host.call(
            () -> {
              try {
                return ServerSocketChannel.open().bind(new InetSocketAddress(port));
              } catch (IOException e) {
                throw new UncheckedIOException("listen on port " + port, e);
              }
            }));
  }

  private Wire openWire() {
    Link wan = link(host, "wan");
    Link eth0 = link(feeder, "eth0");
    return open(feeder.call(() -> Wire.open(eth0, address(GATEWAY4), wan, address(WAN4))));
  }

  private static Link link(NetworkNamespace namespace, String name) {
    return namespace.call(
        () -> {
          try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            return rtnetlink.links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
          }
        });
  }

  private void read(NflogGroup group, Consumer<PacketEvent> events) {
    while (!done) {
      NetlinkSocket.Receipt receipt = group.receive(WAIT_MILLIS, events);
      if (receipt == NetlinkSocket.Receipt.OVERRUN) lost = true;
    }
  }

  /** The table in force. */
  Ruleset ruleset() {
    return ruleset;
  }

  /** Whether the kernel dropped logged packets because they were not read fast enough. */
  boolean lost() {
    return lost;
  }

  /** The wire that feeds packets; for one thread. */
  Wire wire() {
    return wire;
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  /** Stops the thread that reads NFLOG, and waits for it. */
  void finish() {
    done = true;
    try {
      if (reader != null) reader.join(10 * WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done = true;
    for (AutoCloseable part : parts.reversed()) close(part);
  }

  private static void close(@Nullable AutoCloseable part) {
    try {
      if (part != null) part.close();
    } catch (Exception e) {
      // A namespace ends with its last user; there is nothing else to free.
    }
  }
}
