package org.portsnare.daemon;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.config.Config;
import org.portsnare.firewall.rules.Ruleset;

/** What {@code check} and {@code status} both warn of. */
public final class Warnings {
  /** {@code net.ipv4.ip_local_port_range}, unless somebody has changed it. */
  private static final int FIRST_EPHEMERAL = 32_768;

  private Warnings() {}

  /**
   * Warnings, one sentence each; none if all is well.
   *
   * @param listening trap ports on which a local program listens
   */
  public static List<String> of(Ruleset ruleset, List<Integer> listening) {
    List<String> warnings = new ArrayList<>(ruleset.situation().problems());
    if (ruleset.situation().interfaces().isEmpty()) {
      warnings.add(
          "no interface is guarded: there is no default route; name one in traps.interfaces");
    }
    Config config = ruleset.config();
    if (config.observe()) warnings.add("observe is on: nobody is banned, nothing is dropped");
    if (config.traps().tcp().isEmpty()) warnings.add("traps.tcp names no port");
    if (config.traps().trigger() == Config.TcpTrigger.HANDSHAKE
        && (config.traps().stealth()
            || config.traps().closed()
            || config.traps().closedPorts() > 0
            || config.traps().sweep() > 0)) {
      warnings.add(
          "traps.stealth, traps.closed, traps.closed-ports and traps.sweep ban for packets that may"
              + " be forged, also with the trigger handshake");
    }
    if (config.traps().closed() && config.traps().closedPorts() > 0) {
      warnings.add("traps.closed-ports has no effect: with traps.closed the first one bans");
    }
    if (config.traps().udpBans() && config.traps().udp().isEmpty()) {
      warnings.add("traps.udp-bans is on, but traps.udp names no port");
    }
    if (config.traps().udpBans() && !config.traps().udp().isEmpty()) {
      warnings.add("traps.udp-bans: the sender of a datagram is easily forged");
    }
    if (config.traps().udp().stream().anyMatch(range -> range.last() >= FIRST_EPHEMERAL)) {
      warnings.add(
          "traps.udp reaches the ports this host sends from (32768 and up): late answers are hits");
    }
    if (config.web().isPublic() && config.publish() == null) {
      warnings.add("web.public serves what is published, and nothing is: set publish.dir");
    }
    for (int port : ruleset.situation().sparedTraps()) {
      if (listening.contains(port)) continue;
      warnings.add(
          "port "
              + port
              + " is no trap now: its service is there over UDP, or was there within the last"
              + " hour");
    }
    for (int port : listening) {
      warnings.add("port " + port + " is no trap now: a local program listens on it");
    }
    return warnings;
  }
}
