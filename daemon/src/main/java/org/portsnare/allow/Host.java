package org.portsnare.allow;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.netlink.NetlinkException;

/** This host as it is now: its networks, its peers and its services. */
public interface Host {
  /** Reads everything about this host that the configuration depends on. */
  Situation situation(Config config);

  /** Reads the sockets, and adds what is known from before. */
  Services services(Config config);

  /** {@link Services#served} as known, without reading the sockets again. */
  Map<Integer, Long> knownServed(Config config);

  /**
   * Adds what is known from elsewhere.
   *
   * @param ages how many milliseconds ago something listened on each port
   */
  void servedBefore(Map<Integer, Long> ages);

  /** The current resolvers: they are in files, whose changes cause no event. */
  List<Prefix> resolverAddresses();

  /** Addresses of users that are logged in by SSH now. */
  Set<Prefix> sshPeers();

  /** Whether this process can see SSH sessions. */
  boolean seesSshPeers();

  /** Trap ports on which a local program listens, except on loopback; the kernel spares them. */
  List<Integer> listeningTraps(Config config);

  /**
   * Ends the TCP connections that this host has with these senders.
   *
   * @param spared says which single addresses keep their connections
   * @return number of connections that were ended
   * @throws NetlinkException if the kernel cannot do that
   */
  int endConnections(Collection<Prefix> senders, Predicate<Prefix> spared);

  /** The names of all interfaces by their index. */
  Map<Integer, String> interfaceNames();
}
