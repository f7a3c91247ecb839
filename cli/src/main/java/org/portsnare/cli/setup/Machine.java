package org.portsnare.cli.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.allow.Host;
import org.portsnare.allow.LinuxHost;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;

/**
 * The facts that a first configuration depends on.
 *
 * @param interfaces names of the interfaces by which the Internet is reached
 * @param peers addresses from which somebody is logged in by SSH
 * @param networks networks to which this host is attached
 * @param listeners default trap ports on which a program listens
 * @param neighbours other programs that make firewall rules
 */
public record Machine(
    List<String> interfaces,
    List<Prefix> peers,
    List<Prefix> networks,
    List<Integer> listeners,
    List<Neighbour> neighbours) {
  public Machine {
    interfaces = List.copyOf(interfaces);
    peers = List.copyOf(peers);
    networks = List.copyOf(networks);
    listeners = List.copyOf(listeners);
    neighbours = List.copyOf(neighbours);
  }

  /** Looks at this machine, and changes nothing. */
  public static Machine look() {
    Config defaults = Config.defaults();
    try (LinuxHost host = LinuxHost.open()) {
      Situation situation = host.situation(defaults);
      return new Machine(
          situation.interfaces(),
          peers(host),
          situation.near().stream().filter(Machine::isNetwork).toList(),
          host.listeningTraps(defaults),
          Neighbour.find(Path.of("/")));
    }
  }

  private static boolean isNetwork(Prefix near) {
    boolean local = near.ipv6() ? LINK_LOCAL.contains(near) : LOOPBACK.contains(near);
    return !near.isAddress() && !local;
  }

  private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/10");
  private static final Prefix LOOPBACK = Prefix.parse("127.0.0.0/8");

  /** Peers of SSH sessions. The caller's own peer is in the environment, unless sudo removed it. */
  private static List<Prefix> peers(Host host) {
    List<Prefix> peers = new ArrayList<>(host.sshPeers());
    String connection = System.getenv("SSH_CONNECTION");
    if (connection != null && !connection.isBlank()) {
      try {
        peers.add(Prefix.parseGiven(connection.strip().split(" ", 2)[0]));
      } catch (IllegalArgumentException e) {
        // A link-local peer has its zone behind the address: fe80::/10 is exempt anyway.
      }
    }
    return peers.stream().distinct().toList();
  }
}
