package org.portsnare.allow;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.netlink.diag.InetSocket;
import org.portsnare.netlink.diag.SocketDiag;
import org.portsnare.netlink.route.Address;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.Route;
import org.portsnare.netlink.route.Rtnetlink;

/**
 * Asks the kernel about this host: interfaces, addresses, routes, listeners, SSH sessions.
 * Thread-safe.
 */
public final class LinuxHost implements Host, AutoCloseable {
  /**
   * Addresses that no host may send from. The rest of 0.0.0.0/8 and of 240.0.0.0/4 is reserved too,
   * but Linux answers it if it is on-link.
   */
  private static final List<Exemption> SPECIAL =
      List.of(
          new Exemption(Prefix.parse("0.0.0.0"), Exemption.Kind.SPECIAL, "unspecified"),
          new Exemption(Prefix.parse("127.0.0.0/8"), Exemption.Kind.SPECIAL, "loopback"),
          new Exemption(Prefix.parse("224.0.0.0/4"), Exemption.Kind.SPECIAL, "multicast"),
          new Exemption(Prefix.parse("255.255.255.255"), Exemption.Kind.SPECIAL, "broadcast"),
          new Exemption(Prefix.parse("::/127"), Exemption.Kind.SPECIAL, "unspecified and loopback"),
          new Exemption(Prefix.parse("ff00::/8"), Exemption.Kind.SPECIAL, "multicast"));

  /** Addresses that are only valid in the local network: RFC 1918, RFC 3927, RFC 4193, RFC 4291. */
  private static final List<Prefix> PRIVATE =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "169.254.0.0/16",
              "fc00::/7",
              "fe80::/10")
          .map(Prefix::parse)
          .toList();

  private static final int WIDEST_BEHIND4 = 16;
  private static final int WIDEST_BEHIND6 = 48;

  /** Ports whose UDP clients try again over TCP: DNS, Kerberos, LDAP, kpasswd, SIP. */
  private static final Set<Integer> UDP_AND_TCP = Set.of(53, 88, 389, 464, 5060);

  /**
   * Files that name resolvers. With systemd-resolved, the first one names only systemd-resolved
   * itself; the second one names the servers that it asks.
   */
  private static final List<Path> RESOLV_CONF =
      List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

  private static final Path LOGIND_SESSIONS = Path.of("/run/systemd/sessions");

  private final Rtnetlink rtnetlink;
  private final SocketDiag socketDiag;
  private final Resolvers resolvers;
  private final SshSessions sshSessions;

  /** The last known interfaces with a default route; the key is true for IPv6. */
  private final Map<Boolean, Set<String>> uplinks = new ConcurrentHashMap<>();

  private final RecentPorts recentPorts = new RecentPorts();

  /** Used only if this process may not read the data of other processes. */
  private final @Nullable LogindSessions logind;

  private LinuxHost(Rtnetlink rtnetlink, SocketDiag socketDiag, List<Path> resolvConf, Path proc) {
    this.rtnetlink = rtnetlink;
    this.socketDiag = socketDiag;
    this.resolvers = new Resolvers(resolvConf);
    this.sshSessions = new SshSessions(proc);
    boolean root = Files.isReadable(proc.resolve("1/fd"));
    this.logind = root ? null : new LogindSessions(LOGIND_SESSIONS);
  }

  /** Opens sockets in the calling thread's network namespace. */
  public static LinuxHost open() {
    return new LinuxHost(Rtnetlink.open(), SocketDiag.open(), RESOLV_CONF, Path.of("/proc"));
  }

  @Override
  public Situation situation(Config config) {
    List<Link> links = rtnetlink.links();
    List<Address> addresses = rtnetlink.addresses();
    List<Route> routes = rtnetlink.routes();
    List<String> problems = new ArrayList<>();
    List<String> interfaces = interfaces(config.traps().interfaces(), links, routes, problems);
    List<Exemption> exemptions = new ArrayList<>(SPECIAL);
    for (Prefix prefix : config.allow().addresses()) {
      exemptions.add(new Exemption(prefix, Exemption.Kind.ADMINISTRATOR, "allow.addresses"));
    }
    List<Exemption> vital = automatic(links, addresses, routes);
    if (config.allow().auto()) exemptions.addAll(vital);
    if (config.allow().local()) exemptions.addAll(local(links, addresses, routes, interfaces));
    Services services = services(config);
    return new Situation(
        interfaces,
        problems,
        List.copyOf(new LinkedHashSet<>(exemptions)),
        vital,
        near(addresses, routes),
        services.sparedTraps(),
        services.served());
  }

  private List<String> interfaces(
      List<String> wanted, List<Link> links, List<Route> routes, List<String> problems) {
    Set<String> names = new TreeSet<>();
    Map<Integer, String> byIndex = names(links);
    for (String name : wanted) {
      if (name.equals("auto")) {
        for (boolean ipv6 : new boolean[] {false, true}) {
          names.addAll(uplinks(ipv6, routes, byIndex, problems));
        }
      } else {
        // Guarded even while it is absent: it may come up later.
        names.add(name);
        if (!byIndex.containsValue(name)) {
          problems.add("interface " + name + " does not exist; it is guarded once it does");
        }
      }
    }
    names.remove("lo");
    return List.copyOf(names);
  }

  /** The current uplinks; if there are none, the last known ones. */
  private Set<String> uplinks(
      boolean ipv6, List<Route> routes, Map<Integer, String> byIndex, List<String> problems) {
    Set<String> names = new TreeSet<>();
    for (Route route : routes) {
      if (!route.isUplink() || route.isIpv6() != ipv6) continue;
      String name = byIndex.get(route.link());
      if (name == null) {
        problems.add(
            "a default route of table "
                + route.table()
                + " names no interface; name the interface in traps.interfaces");
      } else if (!name.equals("lo")) {
        names.add(name);
      }
    }
    if (names.isEmpty()) return uplinks.getOrDefault(ipv6, Set.of());
    uplinks.put(ipv6, names);
    return names;
  }

  /**
   * Networks to which this host is directly attached, if they are private or link-local, or behind
   * this host: on an interface that is not guarded, where no scanner is caught.
   */
  private static List<Exemption> local(
      List<Link> links, List<Address> addresses, List<Route> routes, List<String> guarded) {
    Map<Integer, String> names = names(links);
    Set<Exemption> found = new LinkedHashSet<>();
    for (Address own : addresses) {
      Prefix network = Prefix.of(own.address()).widened(own.prefixLength());
      addLocal(network, names.getOrDefault(own.link(), "?"), guarded, found);
    }
    for (Route route : routes) {
      if (route.gateway() != null || route.isUplink()) continue;
      Prefix network = Prefix.of(route.destination()).widened(route.prefixLength());
      addLocal(network, names.getOrDefault(route.link(), "?"), guarded, found);
    }
    return List.copyOf(found);
  }

  private static void addLocal(
      Prefix network, String link, List<String> guarded, Set<Exemption> into) {
    boolean isPrivate = PRIVATE.stream().anyMatch(prefix -> prefix.contains(network));
    boolean isBehind = !guarded.isEmpty() && !guarded.contains(link) && !link.equals("lo");
    // A tunnel may have a route to half of the Internet, which is not behind this host.
    isBehind &= network.length() >= (network.ipv6() ? WIDEST_BEHIND6 : WIDEST_BEHIND4);
    if (network.isAddress() || !(isPrivate || isBehind)) return;
    into.add(new Exemption(network, Exemption.Kind.LOCAL_NETWORK, "local network on " + link));
  }

  @Override
  public synchronized Services services(Config config) {
    long now = lookForServices(config);
    List<Integer> spared =
        recentPorts.within(RecentPorts.KEPT, now).stream().filter(config.traps()::isTrap).toList();
    return new Services(spared, recentPorts.agesWithin(recently(config), now));
  }

  /**
   * Notes the ports on which something listens now.
   *
   * @return when that was, by {@link System#nanoTime}
   */
  private long lookForServices(Config config) {
    Set<Integer> ports = new TreeSet<>();
    for (InetSocket socket : socketDiag.listening()) {
      // A named trap is spared only for a service that others can reach.
      boolean counts = !socket.local().isLoopbackAddress();
      if (counts || !config.traps().isTrap(socket.localPort())) ports.add(socket.localPort());
    }
    for (InetSocket socket : socketDiag.receiving()) {
      boolean falls = UDP_AND_TCP.contains(socket.localPort());
      if (falls && !socket.local().isLoopbackAddress()) ports.add(socket.localPort());
    }
    long now = System.nanoTime();
    recentPorts.see(ports, now);
    Duration recently = recently(config);
    boolean longer = recently.compareTo(RecentPorts.KEPT) > 0;
    recentPorts.forgetBefore(longer ? recently : RecentPorts.KEPT, now);
    return now;
  }

  private static Duration recently(Config config) {
    return Duration.ofMillis(config.traps().unserved().recentlyOpenMillis());
  }

  @Override
  public synchronized Map<Integer, Long> knownServed(Config config) {
    return recentPorts.agesWithin(recently(config), System.nanoTime());
  }

  @Override
  public synchronized void servedBefore(Map<Integer, Long> ages) {
    long now = System.nanoTime();
    ages.forEach((port, age) -> recentPorts.sawBefore(port, Duration.ofMillis(age), now));
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
      found.add(
          new Exemption(
              Prefix.of(own.address()), Exemption.Kind.OWN_ADDRESS, "own address on " + link));
    }
    for (Route route : routes) {
      InetAddress gateway = route.gateway();
      if (gateway != null)
        found.add(new Exemption(Prefix.of(gateway), Exemption.Kind.GATEWAY, "gateway"));
    }
    for (Prefix resolver : resolvers.read())
      found.add(new Exemption(resolver, Exemption.Kind.RESOLVER, "resolver"));
    for (Prefix peer : sshPeers())
      found.add(new Exemption(peer, Exemption.Kind.SSH_PEER, "current SSH peer"));
    return List.copyOf(new LinkedHashSet<>(found));
  }

  @Override
  public List<Prefix> resolverAddresses() {
    return resolvers.read();
  }

  @Override
  public Set<Prefix> sshPeers() {
    return logind == null ? sshSessions.peers(socketDiag::established) : logind.peers();
  }

  @Override
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
      if (gateway == null && !route.isUplink()) {
        near.add(Prefix.of(route.destination()).widened(route.prefixLength()));
      }
    }
    return List.copyOf(near);
  }

  @Override
  public List<Integer> listeningTraps(Config config) {
    Set<Integer> ports = new TreeSet<>();
    for (InetSocket socket : socketDiag.listening()) {
      if (socket.local().isLoopbackAddress()) continue;
      if (config.traps().isTrap(socket.localPort())) ports.add(socket.localPort());
    }
    return List.copyOf(ports);
  }

  @Override
  public int endConnections(Collection<Prefix> senders, Predicate<Prefix> spared) {
    Set<Prefix> wanted = new HashSet<>(senders);
    int[] lengths = wanted.stream().mapToInt(Prefix::length).distinct().toArray();
    return socketDiag.destroy(
        socket -> {
          Prefix remote = Prefix.of(socket.remote());
          for (int length : lengths) {
            if (length <= remote.bits() && wanted.contains(remote.widened(length))) {
              return !spared.test(remote);
            }
          }
          return false;
        });
  }

  @Override
  public Map<Integer, String> interfaceNames() {
    return names(rtnetlink.links());
  }

  @Override
  public void close() {
    sshSessions.close();
    rtnetlink.close();
    socketDiag.close();
  }
}
