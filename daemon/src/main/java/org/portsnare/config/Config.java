package org.portsnare.config;

import java.nio.file.Path;
import java.util.List;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/** What the administrator wants. Every part has a default; {@link #defaults} is an empty file. */
public record Config(Traps traps, Bans ban, Allow allow, Daemon daemon) {
  /** Trap ports unless others are named: what scanners try first and few machines serve openly. */
  public static final List<Integer> DEFAULT_TCP_TRAPS =
      List.of(21, 23, 53, 111, 135, 137, 138, 139, 445, 1433, 3306, 3389, 5432, 25565, 27019);

  /**
   * Which packets are traps.
   *
   * @param interfaces names of WAN interfaces; {@code auto} stands for those with a default route
   * @param hits how many trap packets within {@code withinMillis} it takes to be banned
   */
  public record Traps(List<String> interfaces, List<PortRange> tcp, int hits, long withinMillis) {
    public Traps {
      interfaces = List.copyOf(interfaces);
      tcp = List.copyOf(tcp);
    }

    public boolean isTrap(int port) {
      return tcp.stream().anyMatch(range -> range.contains(port));
    }
  }

  /**
   * How bans are made.
   *
   * @param max size of each ban set
   * @param reject answer packets from banned senders with ICMP instead of dropping them silently
   */
  public record Bans(BanPolicy policy, int max, boolean reject) {}

  /**
   * Who is never banned.
   *
   * @param addresses never banned
   * @param auto whether this host's own addresses, gateways, resolvers and SSH peers are exempt
   */
  public record Allow(List<Prefix> addresses, boolean auto) {
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

  /** What an empty file means. */
  public static Config defaults() {
    return new Config(
        new Traps(
            List.of("auto"),
            DEFAULT_TCP_TRAPS.stream().map(port -> new PortRange(port, port)).toList(),
            1,
            10_000),
        new Bans(
            new BanPolicy(
                Lifetime.ofDays(10), List.of(Lifetime.ofDays(30), Lifetime.ofDays(180)), 32, 64),
            1_000_000,
            false),
        new Allow(List.of(), true),
        new Daemon(
            Path.of("/var/lib/portsnare"), Path.of("/run/portsnare/control.sock"), true, 42));
  }
}
