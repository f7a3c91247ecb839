package org.portsnare.allow;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.diag.TcpDiag;
import org.portsnare.netlink.diag.TcpSocket;
import org.portsnare.netlink.route.Address;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.Route;
import org.portsnare.netlink.route.Rtnetlink;

/**
 * Asks the kernel about this host: interfaces, addresses, routes, listeners, SSH sessions.
 * Thread-safe.
 */
public final class Host implements AutoCloseable {
  /** Never a scanner that could be answered: no host may send from there. */
  private static final List<Exemption> SPECIAL =
      List.of(
          new Exemption(Prefix.parse("0.0.0.0/8"), "this network (RFC 1122)"),
          new Exemption(Prefix.parse("127.0.0.0/8"), "loopback"),
          new Exemption(Prefix.parse("224.0.0.0/3"), "multicast, reserved and broadcast"),
          new Exemption(Prefix.parse("::/127"), "unspecified and loopback"),
          new Exemption(Prefix.parse("ff00::/8"), "multicast"));

  /** Where systemd-resolved runs, the first names it alone, and the second those that it asks. */
  private static final List<Path> RESOLV_CONF =
      List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

  private static final Path LOGIND_SESSIONS = Path.of("/run/systemd/sessions");

  private final Rtnetlink rtnetlink;
  private final TcpDiag tcpDiag;
  private final Resolvers resolvers;
  private final SshSessions sshSessions;

  /** Only where this process may not look into those of others. */
  private final @Nullable LogindSessions logind;

  private Host(Rtnetlink rtnetlink, TcpDiag tcpDiag, List<Path> resolvConf, Path proc) {
    this.rtnetlink = rtnetlink;
    this.tcpDiag = tcpDiag;
    this.resolvers = new Resolvers(resolvConf);
    this.sshSessions = new SshSessions(proc);
    boolean root = Files.isReadable(proc.resolve("1/fd"));
    this.logind = root ? null : new LogindSessions(LOGIND_SESSIONS);
  }

  /** Opens sockets in the calling thread's network namespace. */
  public static Host open() {
    return new Host(Rtnetlink.open(), TcpDiag.open(), RESOLV_CONF, Path.of("/proc"));
  }

  /** Looks at everything that the configuration makes depend on the host. */
  public Situation situation(Config config) {
    List<Link> links = rtnetlink.links();
    List<Address> addresses = rtnetlink.addresses();
    List<Route> routes = rtnetlink.routes();
    List<String> missing = new ArrayList<>();
    List<String> interfaces = interfaces(config.traps().interfaces(), links, routes, missing);
    List<Exemption> exemptions = new ArrayList<>(SPECIAL);
    for (Prefix prefix : config.allow().addresses()) {
      exemptions.add(new Exemption(prefix, "allow.addresses"));
    }
    List<Exemption> vital = automatic(links, addresses, routes);
    if (config.allow().auto()) exemptions.addAll(vital);
    return new Situation(interfaces, missing, exemptions, vital, near(addresses, routes));
  }

  private static List<String> interfaces(
      List<String> wanted, List<Link> links, List<Route> routes, List<String> missing) {
    Set<String> names = new TreeSet<>();
    Map<Integer, String> byIndex = names(links);
    for (String name : wanted) {
      if (name.equals("auto")) {
        for (Route route : routes) {
          if (route.isDefault() && byIndex.containsKey(route.link())) {
            names.add(byIndex.get(route.link()));
          }
        }
      } else {
        // Guarded even while it is absent: it may come up later under this name.
        names.add(name);
        if (!byIndex.containsValue(name)) missing.add(name);
      }
    }
    names.remove("lo");
    return List.copyOf(names);
  }

  private static Map<Integer, String> names(List<Link> links) {
    Map<Integer, String> names = new HashMap<>();
    links.forEach(link -> names.put(link.index(), link.name()));
    return names;
  }

  private List<Exemption> automatic(List<Link> links, List<Address> addresses, List<Route> routes) {
    Map<Integer, String> names = names(links);
    List<Exemption> found = new ArrayList<>();
    for (Address own : addresses) {
      String link = names.getOrDefault(own.link(), "?");
      found.add(new Exemption(Prefix.of(own.address()), "own address on " + link));
    }
    for (Route route : routes) {
      InetAddress gateway = route.gateway();
      if (gateway != null) found.add(new Exemption(Prefix.of(gateway), "gateway"));
    }
    for (Prefix resolver : resolvers.read()) found.add(new Exemption(resolver, "resolver"));
    for (Prefix peer : sshPeers()) found.add(new Exemption(peer, "current SSH peer"));
    return List.copyOf(new LinkedHashSet<>(found));
  }

  /** The resolvers there are now: a file that no event tells of. */
  public List<Prefix> resolverAddresses() {
    return resolvers.read();
  }

  /** Addresses from which somebody is logged in by SSH now. */
  public Set<Prefix> sshPeers() {
    return logind == null ? sshSessions.peers(tcpDiag::established) : logind.peers();
  }

  /** Whether there is a way to see who is logged in by SSH. */
  public boolean seesSshPeers() {
    return logind == null || logind.isThere();
  }

  private static List<Prefix> near(List<Address> addresses, List<Route> routes) {
    Set<Prefix> near = new TreeSet<>();
    for (Address own : addresses) {
      near.add(Prefix.of(own.address()).widened(own.prefixLength()));
    }
    for (Route route : routes) {
      InetAddress gateway = route.gateway();
      if (gateway != null) near.add(Prefix.of(gateway));
      if (gateway == null && !route.isDefault()) {
        near.add(Prefix.of(route.destination()).widened(route.prefixLength()));
      }
    }
    return List.copyOf(near);
  }

  /** Trap ports on which a local program listens, loopback aside; the kernel spares them. */
  public List<Integer> listeningTraps(Config config) {
    Set<Integer> ports = new TreeSet<>();
    for (TcpSocket socket : tcpDiag.listening()) {
      if (socket.local().isLoopbackAddress()) continue;
      if (config.traps().isTrap(socket.localPort())) ports.add(socket.localPort());
    }
    return List.copyOf(ports);
  }

  /**
   * Ends the TCP connections that this host has with these senders.
   *
   * @return how many those were
   * @throws NetlinkException if the kernel cannot do that
   */
  public int endConnections(List<Prefix> senders) {
    return tcpDiag.destroy(
        socket -> {
          Prefix remote = Prefix.of(socket.remote());
          return senders.stream().anyMatch(sender -> sender.contains(remote));
        });
  }

  /** The names of all interfaces by their index. */
  public Map<Integer, String> interfaceNames() {
    return names(rtnetlink.links());
  }

  @Override
  public void close() {
    sshSessions.close();
    rtnetlink.close();
    tcpDiag.close();
  }
}
