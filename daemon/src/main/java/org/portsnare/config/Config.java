package org.portsnare.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Origin;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Step;

/**
 * The configuration. Every part has a default; {@link #defaults} is the configuration of an empty
 * file.
 *
 * @param observe only record hypothetical bans; ban and drop nothing
 * @param publish what to publish, and where; null for nothing
 * @param web the HTTP server for browsers and programs
 * @param ledger what is kept
 */
public record Config(
    boolean observe,
    Traps traps,
    Bans ban,
    Allow allow,
    Daemon daemon,
    @Nullable Publish publish,
    Web web,
    Ledger ledger) {
  /** Default trap ports: scanners try them first, and few machines serve them openly. */
  public static final List<Integer> DEFAULT_TCP_TRAPS =
      List.of(
          21, 23, 53, 81, 88, 111, 135, 137, 138, 139, 445, 1433, 1521, 2323, 2375, 3306, 3389,
          5432, 5555, 5900, 5985, 6379, 7547, 8291, 8728, 9100, 9200, 11211, 25565, 27017, 27019,
          37215, 52869);

  /**
   * Default ports that are no traps by {@code closed}. People and programs try them in good faith
   * even if nothing listens: mail and its neighbours, the web, name servers, SSH, XMPP, ident, and
   * {@code echo}, which some libraries use as a ping.
   */
  public static final List<Integer> DEFAULT_EXCEPT =
      List.of(
          7, 22, 25, 53, 80, 110, 113, 143, 443, 465, 587, 853, 993, 995, 4190, 5222, 5223, 5269,
          8080, 8443);

  /** Default lifetime of the first ban for a closed port, if closed ports are traps. */
  static final Lifetime EXPIRE_CLOSED = new Lifetime(3_600_000);

  /**
   * Traps where nothing listens.
   *
   * @param closedPorts number of distinct ports without a listener, within {@code withinMillis},
   *     that lead to a ban; 0 for no such trap
   * @param closed whether every TCP port without a listener is a trap
   * @param sweep number of distinct addresses of this host, where nothing takes a sender's SYN,
   *     that lead to a ban; 0 for no such trap
   * @param except ports that are no traps by {@code closed}
   * @param recentlyOpenMillis time for which a port is no trap by {@code closed} after something
   *     listened on it, in milliseconds
   */
  public record Unserved(
      int closedPorts, boolean closed, int sweep, List<PortRange> except, long recentlyOpenMillis) {
    public Unserved {
      except = List.copyOf(except);
    }
  }

  /**
   * Which packets are traps.
   *
   * @param interfaces names of WAN interfaces; {@code auto} means the interfaces with a default
   *     route
   * @param trigger what bans at a TCP trap
   * @param prove whether a sender that is banned for a SYN may complete its handshake, which makes
   *     its ban confirmed; needs a kernel with synproxy
   * @param hits number of trap packets within {@code withinMillis} that lead to a ban
   * @param stealth whether packets that no TCP sends are traps on every port
   * @param unserved traps where nothing listens
   * @param udpBans whether a datagram to a UDP trap bans, instead of only being recorded
   * @param forwarded whether traps also apply to packets that this machine forwards
   */
  public record Traps(
      List<String> interfaces,
      List<PortRange> tcp,
      List<PortRange> udp,
      TcpTrigger trigger,
      boolean prove,
      int hits,
      long withinMillis,
      boolean stealth,
      Unserved unserved,
      boolean udpBans,
      boolean forwarded) {
    public Traps {
      interfaces = List.copyOf(interfaces);
      tcp = List.copyOf(tcp);
      udp = List.copyOf(udp);
    }

    /** Whether every TCP port without a listener is a trap. */
    public boolean closed() {
      return unserved.closed();
    }

    /** See {@link Unserved}. */
    public int closedPorts() {
      return unserved.closedPorts();
    }

    /** See {@link Unserved}. */
    public int sweep() {
      return unserved.sweep();
    }

    public boolean isTrap(int port) {
      return tcp.stream().anyMatch(range -> range.contains(port));
    }
  }

  /** What bans at a TCP trap. */
  public enum TcpTrigger {
    /** The first SYN. */
    SYN,
    /** A completed handshake, which nobody can forge. */
    HANDSHAKE
  }

  /**
   * How bans are made.
   *
   * @param max size of each ban set
   * @param reject answer packets from banned senders with ICMP instead of dropping them silently
   * @param newPerSecond maximum number of new bans per second without proof; 0 for no limit
   * @param newAtOnce maximum number of new bans at once without proof
   * @param nat64 IPv6 prefixes in which each address represents an IPv4 sender
   * @param browser lifetime of a ban whose sender did not scan; for ever means the same as other
   *     bans
   */
  public record Bans(
      BanPolicy policy,
      int max,
      boolean reject,
      int newPerSecond,
      int newAtOnce,
      List<Prefix> nat64,
      Lifetime browser) {
    public Bans {
      nat64 = List.copyOf(nat64);
    }
  }

  /**
   * Who is never banned.
   *
   * @param addresses never banned
   * @param auto whether this host's own addresses, gateways, resolvers and SSH peers are exempt
   * @param local whether private networks to which this host is directly attached are exempt
   */
  public record Allow(List<Prefix> addresses, boolean auto, boolean local) {
    public Allow {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Paths and kernel resources of the daemon.
   *
   * @param stateDir the ledger's directory
   * @param controlSocket path of the control API's unix socket
   * @param ownTable whether to own the nf_tables table, if the kernel can do that
   * @param nflogGroup the NFLOG group that carries the hits
   */
  public record Daemon(Path stateDir, Path controlSocket, boolean ownTable, int nflogGroup) {}

  /**
   * What is published.
   *
   * @param dir the directory that gets the files
   * @param everyMillis interval in milliseconds; 0 for only on request
   * @param confirmedOnly leave out bans on evidence that may be forged
   * @param origins which bans, by their origin
   * @param minAgeMillis minimum age of a published ban, in milliseconds
   * @param hidePorts leave out the ports that were touched
   * @param contact contact for removal requests; empty for none
   */
  public record Publish(
      Path dir,
      long everyMillis,
      boolean confirmedOnly,
      Set<Origin> origins,
      long minAgeMillis,
      boolean hidePorts,
      String contact) {
    public Publish {
      origins = Set.copyOf(origins);
    }
  }

  /**
   * The daemon's HTTP server.
   *
   * @param listen address and port; null for no server
   * @param isPublic whether it serves only the published files, to anybody
   * @param hosts host names that requests may use besides addresses, in lower case
   */
  public record Web(@Nullable InetSocketAddress listen, boolean isPublic, Set<String> hosts) {
    public Web {
      hosts = Set.copyOf(hosts);
    }

    /** Address and port, as in a URL; empty for no server. */
    public String where() {
      if (listen == null) return "";
      byte[] bytes = listen.getAddress().getAddress();
      String address = Prefix.of(bytes, bytes.length * 8).toString();
      return (bytes.length == 4 ? address : "[" + address + "]") + ":" + listen.getPort();
    }
  }

  /**
   * What the ledger keeps.
   *
   * @param keep how long bans are kept after their end
   */
  public record Ledger(Lifetime keep) {}

  /** The same configuration with another policy. */
  public Config withPolicy(BanPolicy policy) {
    Bans bans =
        new Bans(
            policy,
            ban.max(),
            ban.reject(),
            ban.newPerSecond(),
            ban.newAtOnce(),
            ban.nat64(),
            ban.browser());
    return new Config(observe, traps, bans, allow, daemon, publish, web, ledger);
  }

  /** The same configuration with another daemon section. */
  public Config withDaemon(Daemon other) {
    return new Config(observe, traps, ban, allow, other, publish, web, ledger);
  }

  /** Number of seconds whose new bans may all come at once. */
  static final int BURST_SECONDS = 10;

  /** The same configuration for a time that runs {@code speed} times as fast. */
  public Config atSpeed(double speed) {
    Traps faster =
        new Traps(
            traps.interfaces(),
            traps.tcp(),
            traps.udp(),
            traps.trigger(),
            traps.prove(),
            traps.hits(),
            Math.max(1, (long) (traps.withinMillis() / speed)),
            traps.stealth(),
            traps.unserved(),
            traps.udpBans(),
            traps.forwarded());
    int perSecond = (int) Math.min(Integer.MAX_VALUE, ban.newPerSecond() * speed);
    Bans bans =
        new Bans(
            ban.policy(),
            ban.max(),
            ban.reject(),
            perSecond,
            ban.newAtOnce(),
            ban.nat64(),
            ban.browser());
    return new Config(observe, faster, bans, allow, daemon, publish, web, ledger);
  }

  /** The same configuration, but scanners are banned, not only recorded. */
  public Config armed() {
    return new Config(false, traps, ban, allow, daemon, publish, web, ledger);
  }

  /** The configuration of an empty file. */
  public static Config defaults() {
    return new Config(
        false,
        new Traps(
            List.of("auto"),
            DEFAULT_TCP_TRAPS.stream().map(port -> new PortRange(port, port)).toList(),
            List.of(),
            TcpTrigger.SYN,
            true,
            1,
            10_000,
            true,
            new Unserved(
                0,
                false,
                0,
                DEFAULT_EXCEPT.stream().map(port -> new PortRange(port, port)).toList(),
                604_800_000),
            false,
            false),
        new Bans(
            new BanPolicy(
                Lifetime.ofDays(10),
                null,
                null,
                List.of(Lifetime.ofDays(30), Lifetime.ofDays(180)),
                32,
                64,
                List.of(),
                List.of(new Step(56, 4), new Step(48, 16))),
            1_000_000,
            false,
            200,
            200 * BURST_SECONDS,
            List.of(),
            new Lifetime(600_000)),
        new Allow(List.of(), true, true),
        new Daemon(Path.of("/var/lib/portsnare"), Path.of("/run/portsnare/control.sock"), true, 42),
        null,
        new Web(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8480), false, Set.of()),
        new Ledger(Lifetime.ofDays(400)));
  }
}
