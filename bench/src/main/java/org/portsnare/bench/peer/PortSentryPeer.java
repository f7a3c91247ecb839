package org.portsnare.bench.peer;

import java.io.IOException;
import java.time.Duration;
import org.portsnare.bench.host.Flood;
import org.portsnare.bench.report.Place;
import org.portsnare.bench.report.Scale;

/** PortSentry with its raw socket. It puts senders into a set of nftables. */
final class PortSentryPeer implements HostedPeer {
  private static final String CONFIG =
      """
      TCP_PORTS="21,23,445,3389"
      UDP_PORTS=""
      ADVANCED_PORTS_TCP="1024"
      ADVANCED_PORTS_UDP="1024"
      IGNORE_FILE="DIR/portsentry.ignore"
      HISTORY_FILE="DIR/portsentry.history"
      BLOCKED_FILE="DIR/portsentry.blocked"
      RESOLVE_HOST = "0"
      BLOCK_UDP="0"
      BLOCK_TCP="1"
      KILL_ROUTE="/usr/sbin/nft add element inet portsentry banned '{ $TARGET$ }'"
      SCAN_TRIGGER="0"
      """;
  private static final String TABLE =
      """
      table inet portsentry {
        set banned {
          type ipv4_addr
        }
        chain prerouting {
          type filter hook prerouting priority raw
          ip saddr @banned drop
        }
      }
      """;
  private static final int PER_SECOND = 2_000;

  private final PeerLab lab = new PeerLab();

  @Override
  public String name() {
    return "PortSentry";
  }

  @Override
  public PeerLab host() {
    return lab;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    String config = lab.file("portsentry.conf", CONFIG).toString();
    String table = lab.file("portsentry.nft", TABLE).toString();
    for (String file : new String[] {"ignore", "history", "blocked"}) {
      Place.write(lab.directory().resolve("portsentry." + file), "");
    }
    lab.shell("nft -f " + table);
    lab.settings().put("portsentry", "portsentry -stcp");
    String script =
        "mount --bind " + config + " /etc/portsentry/portsentry.conf && exec portsentry -stcp";
    lab.background("unshare", "--mount", "sh", "-c", script);
    Scale.pause(Duration.ofSeconds(2)); // it tells only syslog when it is ready
  }

  @Override
  public long bans() {
    return lab.elements("inet portsentry banned");
  }

  @Override
  public int flood() {
    int packets = Scale.count(10_000);
    String mac = lab.shell("cat /sys/class/net/wan/address").strip();
    Flood.even(lab(), mac, 0, packets, PER_SECOND);
    return packets;
  }

  @Override
  public void close() {
    lab.close();
  }
}
