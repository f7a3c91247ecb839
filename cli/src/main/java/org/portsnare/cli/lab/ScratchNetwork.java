package org.portsnare.cli.lab;

import java.net.InetAddress;
import org.portsnare.cli.common.CommandException;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.netlink.route.Rtnetlink;

/**
 * Two network namespaces without names, joined by a wire and with no way out.
 *
 * <pre>
 *   host: wan 198.51.100.1, 2001:db8:1::1   ---   world: 198.51.100.254 (gateway), 203.0.113.0/24,
 *                                                  2001:db8:1::fe (gateway), 2001:db8:bad::/48
 * </pre>
 */
public final class ScratchNetwork implements AutoCloseable {
  public static final String HOST4 = "198.51.100.1";
  public static final String HOST6 = "2001:db8:1::1";
  public static final String SCANNER4 = "203.0.113.7";
  public static final String FRIEND4 = "203.0.113.9";
  public static final String NMAP4 = "203.0.113.66";
  public static final String SCANNER6 = "2001:db8:bad:1::7";

  private static final String GATEWAY4 = "198.51.100.254";
  private static final String GATEWAY6 = "2001:db8:1::fe";

  private final NetworkNamespace host;
  private final NetworkNamespace world;

  private ScratchNetwork(NetworkNamespace host, NetworkNamespace world) {
    this.host = host;
    this.world = world;
  }

  public static ScratchNetwork create() {
    try {
      NetworkNamespace host = NetworkNamespace.create();
      ScratchNetwork network = new ScratchNetwork(host, NetworkNamespace.create());
      try {
        network.build();
        return network;
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
    } catch (NetlinkException e) {
      String advice = e.errno() == Errno.EPERM ? "; run as root" : "";
      throw new CommandException(e.getMessage() + advice, e);
    }
  }

  private void build() {
    host.run(
        () -> {
          try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.addVeth("wan", "eth0", world);
            rtnetlink.up("lo");
            rtnetlink.addAddress("wan", address(HOST4), 24);
            rtnetlink.addAddress("wan", address(HOST6), 64);
            rtnetlink.up("wan");
          }
        });
    world.run(
        () -> {
          try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.up("lo");
            rtnetlink.addAddress("eth0", address(GATEWAY4), 24);
            rtnetlink.addAddress("eth0", address(GATEWAY6), 64);
            for (String scanner : new String[] {SCANNER4, FRIEND4, NMAP4}) {
              rtnetlink.addAddress("lo", address(scanner), 32);
            }
            rtnetlink.addAddress("lo", address(SCANNER6), 128);
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

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  /** The side that is guarded. */
  public NetworkNamespace host() {
    return host;
  }

  /** The side that scans. */
  public NetworkNamespace world() {
    return world;
  }

  @Override
  public void close() {
    host.close();
    world.close();
  }
}
