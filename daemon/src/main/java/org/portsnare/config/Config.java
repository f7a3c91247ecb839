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
 * What the administrator wants. Every part has a default; {@link #defaults} is an empty file.
 *
 * @param observe record who would be banned, ban and drop nothing
 * @param publish where and what to publish; null for not at all
 * @param web where to be seen by browsers and programs
 */
public record Config(
    boolean observe,
    Traps traps,
    Bans ban,
    Allow allow,
    Daemon daemon,
    @Nullable Publish publish,
    Web web) {
  /** Trap ports unless others are named: what scanners try first and few machines serve openly. */
  public static final List<Integer> DEFAULT_TCP_TRAPS =
      List.of(
          21, 23, 53, 81, 88, 111, 135, 137, 138, 139, 445, 1433, 1521, 2323, 2375, 3306, 3389,
          5432, 5555, 5900, 5985, 6379, 7547, 8291, 8728, 9100, 9200, 11211, 25565, 27017, 27019,
          37215, 52869);

  /**
   * Ports that people and programs try in good faith although nothing listens: mail and its
   * neighbours, the web, name servers, SSH, XMPP, ident, and {@code echo}, which some libraries
   * take for ping.
   */
  public static final List<Integer> DEFAULT_EXCEPT =
      List.of(
          7, 22, 25, 53, 80, 110, 113, 143, 443, 465, 587, 853, 993, 995, 4190, 5222, 5223, 5269,
          8080, 8443);

  /** How long the first ban lasts for a closed port, if those are traps. */
  static final Lifetime EXPIRE_CLOSED = new Lifetime(3_600_000);

  /**
   * Which packets are traps.
   *
   * @param interfaces names of WAN interfaces; {@code auto} stands for those with a default route
   * @param trigger what it takes at a TCP trap
   * @param prove whether a sender that is banned for a SYN may complete its handshake, which turns
   *     the ban from probable to confirmed; where the kernel can do that
   * @param hits how many trap packets within {@code withinMillis} it takes to be banned
   * @param stealth whether packets that no TCP sends are traps on every port
   * @param closedPorts how many distinct ports on which nothing listens it takes, within {@code
   *     withinMillis}, to be banned; 0 for no such trap
   * @param closed whether every TCP port is a trap on which nothing listens
   * @param sweep how many distinct addresses of this host a sender must try, where nothing takes
   *     its SYN, to be banned; 0 for no such trap
   * @param except ports that are no traps by {@code closed}
   * @param recentlyOpenMillis for how long a port on which something has listened is no trap by
   *     {@code closed}
   * @param udpBans whether a datagram to a UDP trap bans, and is not only recorded
   * @param forwarded whether traps are set for what this machine forwards, too
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
      int closedPorts,
      boolean closed,
      int sweep,
      List<PortRange> except,
      long recentlyOpenMillis,
      boolean udpBans,
      boolean forwarded) {
    public Traps {
      interfaces = List.copyOf(interfaces);
      tcp = List.copyOf(tcp);
      udp = List.copyOf(udp);
      except = List.copyOf(except);
    }

    public boolean isTrap(int port) {
      return tcp.stream().anyMatch(range -> range.contains(port));
    }
  }

  /** What it takes at a TCP trap. */
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
   * @param newPerSecond above so many new bans a second, proof is asked for first; 0 for no limit
   * @param newAtOnce how many may come at once before that
   * @param nat64 IPv6 prefixes in which each address stands for an IPv4 sender
   * @param browser how long a ban lasts whose sender did not scan; for ever stands for no
   *     difference
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
   * Where the daemon keeps its things.
   *
   * @param stateDir the ledger's directory
   * @param controlSocket path of the control API's unix socket
   * @param ownTable whether the nf_tables table shall be owned where the kernel can do that
   * @param nflogGroup the NFLOG group that carries the hits
   */
  public record Daemon(Path stateDir, Path controlSocket, boolean ownTable, int nflogGroup) {}

  /**
   * What is published.
   *
   * @param dir the directory that gets the files
   * @param everyMillis how often, in milliseconds; 0 for only when it is asked for
   * @param confirmedOnly leave out bans on evidence that may be forged
   * @param origins whose bans
   * @param minAgeMillis leave out bans that are younger, in milliseconds
   * @param hidePorts leave out which ports were touched
   * @param contact whom to ask for a removal; empty for nobody
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
   * Where the daemon can be seen over HTTP.
   *
   * @param listen null for nowhere
   * @param isPublic whether it serves what is published, to anybody, and nothing else
   * @param hosts names by which it may be asked for, in lower case, besides addresses
   */
  public record Web(@Nullable InetSocketAddress listen, boolean isPublic, Set<String> hosts) {
    public Web {
      hosts = Set.copyOf(hosts);
    }

    /** Address and port, as in an URL; empty for nowhere. */
    public String where() {
      if (listen == null) return "";
      byte[] bytes = listen.getAddress().getAddress();
      String address = Prefix.of(bytes, bytes.length * 8).toString();
      return (bytes.length == 4 ? address : "[" + address + "]") + ":" + listen.getPort();
    }
  }

  /** The same with another policy. */
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
    return new Config(observe, traps, bans, allow, daemon, publish, web);
  }

  /** The same with other places. */
  public Config withDaemon(Daemon other) {
    return new Config(observe, traps, ban, allow, other, publish, web);
  }

  /** How many seconds' worth of new bans may come at once. */
  static final int BURST_SECONDS = 10;

  /** The same for time that goes {@code speed} times as fast. */
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
            traps.closedPorts(),
            traps.closed(),
            traps.sweep(),
            traps.except(),
            traps.recentlyOpenMillis(),
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
    return new Config(observe, faster, bans, allow, daemon, publish, web);
  }

  /** The same, but that scanners are banned. */
  public Config armed() {
    return new Config(false, traps, ban, allow, daemon, publish, web);
  }

  /** What an empty file means. */
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
            0,
            false,
            0,
            DEFAULT_EXCEPT.stream().map(port -> new PortRange(port, port)).toList(),
            604_800_000,
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
        new Web(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8480), false, Set.of()));
  }
}
