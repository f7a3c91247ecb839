package org.portsnare.firewall;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.firewall.rules.Ranges;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.SetElement;

/**
 * Reads the ranges of an interval set as prefixes. The kernel reports starts and ends one by one,
 * in any order, so they are sorted first.
 */
final class NetworkDump {
  private final NfTables nftables;
  private final Set set;

  /** The start of a range; or, with {@code end}, only the address after a range. */
  private record Edge(boolean end, long timeout, long expiration, long packets) {}

  NetworkDump(NfTables nftables, Set set) {
    this.nftables = nftables;
    this.set = set;
  }

  void forEach(Consumer<Firewall.Element> found) {
    TreeMap<byte[], Edge> edges = new TreeMap<>(Arrays::compareUnsigned);
    nftables.elements(set, element -> edges.merge(key(element), edge(element), NetworkDump::start));
    for (Map.Entry<byte[], Edge> entry : edges.entrySet()) {
      Edge start = entry.getValue();
      if (start.end) continue;
      byte @Nullable [] next = edges.higherKey(entry.getKey());
      byte[] end = next == null ? new byte[0] : next;
      for (Prefix prefix : Ranges.prefixes(entry.getKey(), end)) {
        found.accept(new Firewall.Element(prefix, start.timeout, start.expiration, start.packets));
      }
    }
  }

  private static byte[] key(SetElement element) {
    return Arrays.copyOf(element.key(), element.keyLength());
  }

  private static Edge edge(SetElement element) {
    return new Edge(
        element.intervalEnd(),
        element.timeoutMillis(),
        element.expirationMillis(),
        element.packets());
  }

  /** If a range starts at the end of another one, the start counts. */
  private static Edge start(Edge a, Edge b) {
    return a.end ? b : a;
  }
}
