package org.portsnare.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.portsnare.ban.Lifetime;
import org.portsnare.config.Config;
import org.portsnare.config.PortRange;
import org.portsnare.firewall.rules.Ruleset;

/** What is a trap and what it takes, in words: as {@code check} and {@code status} say it. */
public final class Traps {
  private Traps() {}

  /** What is a trap, one line for each kind. */
  public static List<String> lines(Config config) {
    Config.Traps traps = config.traps();
    List<String> lines = new ArrayList<>();
    lines.add("tcp " + ports(traps.tcp()) + ": " + trigger(traps));
    if (!traps.udp().isEmpty()) {
      lines.add(
          "udp "
              + ports(traps.udp())
              + ": a datagram"
              + (traps.udpBans() ? "" : ", recorded only"));
    }
    if (traps.stealth()) lines.add("any port: a packet that no TCP sends (NULL, FIN, XMAS, ...)");
    if (traps.closed()) {
      lines.add(
          "any TCP port on which nothing listens, or has within "
              + new Lifetime(traps.unserved().recentlyOpenMillis())
              + ": the first SYN; except tcp "
              + ports(traps.unserved().except()));
    } else if (traps.closedPorts() > 0) {
      lines.add(
          "closed ports: SYNs to "
              + traps.closedPorts()
              + " distinct ones within "
              + seconds(traps));
    }
    if (traps.sweep() > 0) {
      lines.add(
          "any TCP port on which nothing listens: SYNs to "
              + traps.sweep()
              + " distinct addresses of this host within 1h");
    }
    if (traps.forwarded()) lines.add("also for what this machine forwards to others");
    return lines;
  }

  private static String ports(List<PortRange> ports) {
    if (ports.isEmpty()) return "none";
    return ports.stream().map(PortRange::toString).collect(Collectors.joining(", "));
  }

  private static String trigger(Config.Traps traps) {
    String what = traps.trigger() == Config.TcpTrigger.SYN ? "SYN" : "completed handshake";
    if (traps.hits() == 1) return "the first " + what;
    return traps.hits() + " of a " + what + " within " + seconds(traps);
  }

  private static String seconds(Config.Traps traps) {
    return traps.withinMillis() / 1000 + "s";
  }

  /** How proof of a handshake is got, or why not. */
  public static String proof(Ruleset ruleset) {
    Config config = ruleset.config();
    if (ruleset.asks()) {
      return config.traps().trigger() == Config.TcpTrigger.HANDSHAKE
          ? "SYN cookies: only a completed handshake bans"
          : "SYN cookies: a completed handshake makes a ban confirmed";
    }
    if (config.observe()) return "none: observe answers nobody";
    if (!config.traps().prove()) return "none: traps.prove is false, the traps stay silent";
    if (config.traps().tcp().isEmpty()) return "none: there is no TCP trap";
    return "none: this kernel lacks synproxy, the traps stay silent";
  }
}
