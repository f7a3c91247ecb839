package org.portsnare.publish.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The data for the pages: counts, the newest bans, the ports that were touched most. */
public final class Summary {
  private static final int NEWEST = 50;
  private static final int TOP = 10;

  private final List<Listed> newest = new ArrayList<>();
  private final int[] bansOfPort = new int[1 << 16];
  private long ipv4;
  private long ipv6;
  private long confirmed;
  private NetworkSet.Count networks = new NetworkSet.Count(0, 0);

  /** A port and its number of bans. */
  record Port(int number, int bans) {}

  /** The next ban, newest first. */
  public void add(Listed ban) {
    if (newest.size() < NEWEST) newest.add(ban);
    if (ban.prefix().ipv6()) ipv6++;
    else ipv4++;
    if (ban.confirmed()) confirmed++;
    for (int port : ban.ports()) bansOfPort[port]++;
  }

  public void aggregated(NetworkSet.Count count) {
    networks = count;
  }

  public long bans() {
    return ipv4 + ipv6;
  }

  long ipv4() {
    return ipv4;
  }

  long ipv6() {
    return ipv6;
  }

  long confirmed() {
    return confirmed;
  }

  NetworkSet.Count networks() {
    return networks;
  }

  List<Listed> newest() {
    return newest;
  }

  /** The ports with the most bans, in order; empty if ports are hidden. */
  List<Port> topPorts() {
    return IntStream.range(0, bansOfPort.length)
        .filter(port -> bansOfPort[port] > 0)
        .mapToObj(port -> new Port(port, bansOfPort[port]))
        .sorted(Comparator.comparingInt(Port::bans).reversed().thenComparingInt(Port::number))
        .limit(TOP)
        .toList();
  }
}
