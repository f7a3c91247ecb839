package org.portsnare.bench.peer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.bench.host.Flood;
import org.portsnare.bench.report.Scale;

/** The recipe of iptables and ipset. Its set starts with its maximum size. */
final class RecipePeer implements HostedPeer {
  private static final Pattern ENTRIES = Pattern.compile("Number of entries: (\\d+)");
  private static final String SCRIPT =
      """
      ipset create banned hash:ip timeout 864000 hashsize 1048576 maxelem 1000000
      iptables -t raw -A PREROUTING -i wan -m set --match-set banned src -j DROP
      iptables -t raw -A PREROUTING -i wan -p tcp -m multiport --dports 21,23,445,3389 \
        -j SET --add-set banned src --exist
      iptables -t raw -A PREROUTING -i wan -p tcp -m multiport --dports 21,23,445,3389 -j DROP
      """;

  private final PeerLab lab = new PeerLab();

  @Override
  public String name() {
    return "iptables + ipset";
  }

  @Override
  public PeerLab host() {
    return lab;
  }

  @Override
  public void start() {
    lab.script("iptables + ipset", SCRIPT);
  }

  @Override
  public long bans() {
    Matcher entries = ENTRIES.matcher(lab.shell("ipset list -t banned"));
    return entries.find() ? Long.parseLong(entries.group(1)) : 0;
  }

  @Override
  public int flood() {
    int packets = Scale.count(200_000);
    String mac = lab.shell("cat /sys/class/net/wan/address").strip();
    Flood.even(lab(), mac, 0, packets, 0);
    return packets;
  }

  @Override
  public void close() {
    lab.close();
  }
}
