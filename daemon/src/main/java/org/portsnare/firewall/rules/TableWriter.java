package org.portsnare.firewall.rules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.config.PortRange;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.KeyType;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netfilter.nftables.Transaction;

/** Puts a ruleset into a transaction: objects, sets, chains, elements of the small sets, rules. */
public final class TableWriter {
  private TableWriter() {}

  /**
   * Writes the whole table except its bans.
   *
   * @param now the time from which exemptions that end have their time left
   * @param flush whether the sets may hold something already
   */
  public static void contents(
      Transaction transaction, Ruleset ruleset, Instant now, boolean flush) {
    Table table = ruleset.table();
    for (String counter : Ruleset.COUNTERS) transaction.addCounter(table, counter);
    if (ruleset.hasBreaker()) {
      for (Breaker breaker : Breaker.values()) {
        transaction.addLimit(table, breaker.limit(), ruleset.breaker());
      }
    }
    for (Set set : ruleset.sets()) transaction.add(set);
    for (Chain chain : ruleset.chains()) transaction.add(chain);
    fill(transaction, ruleset, now, flush);
    for (RuleText rule : ruleset.rules()) transaction.add(rule.rule());
  }

  /** Fills the sets that come from the configuration and the situation. */
  private static void fill(Transaction transaction, Ruleset ruleset, Instant now, boolean flush) {
    for (Set set : ruleset.sets()) {
      if (flush && isFilled(set)) transaction.flush(set);
    }
    elements(transaction, ruleset.wan(), interfaces(ruleset));
    ports(transaction, ruleset, ruleset.traps());
    if (ruleset.hasUdpTraps()) ports(transaction, ruleset, ruleset.udpTraps());
    if (ruleset.config().traps().closed()) {
      ports(transaction, ruleset, ruleset.except());
      served(transaction, ruleset, ruleset.situation().served());
    }
    for (boolean ipv6 : new boolean[] {false, true}) {
      ranges(transaction, ruleset.allowed(ipv6), ruleset.allowedRanges(ipv6), now);
      Set near = ruleset.near(ipv6);
      if (ruleset.sets().contains(near)) ranges(transaction, near, ruleset.nearRanges(ipv6));
    }
  }

  private static boolean isFilled(Set set) {
    boolean few = set.key() == KeyType.INET_SERVICE || set.key() == KeyType.IFNAME;
    return !Ruleset.isKept(set) && (few || set.isInterval());
  }

  /**
   * Adds ports of services; a port that is there already keeps its time.
   *
   * @param ages how long ago something last listened, in milliseconds
   */
  public static void served(Transaction transaction, Ruleset ruleset, Map<Integer, Long> ages) {
    if (ages.isEmpty()) return;
    long whole = ruleset.config().traps().unserved().recentlyOpenMillis();
    try (ElementWriter elements = transaction.addElements(ruleset.served())) {
      ages.forEach(
          (port, age) -> {
            if (age < whole) elements.element(port(port), whole, whole - age);
          });
    }
  }

  private static List<byte[]> interfaces(Ruleset ruleset) {
    return ruleset.situation().interfaces().stream().map(TableWriter::interfaceName).toList();
  }

  /** The name of an interface as the kernel has it: filled with zeros. */
  static byte[] interfaceName(String name) {
    return Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 16);
  }

  private static void ports(Transaction transaction, Ruleset ruleset, Set set) {
    List<PortRange> ports = ruleset.portsOf(set);
    if (set.isInterval()) ranges(transaction, set, ranges(ports));
    else elements(transaction, set, ports.stream().map(range -> port(range.first())).toList());
  }

  private static List<Ranges.Range> ranges(List<PortRange> ports) {
    List<Ranges.Range> ranges = new ArrayList<>();
    for (PortRange range : ports) {
      byte[] end = range.last() == 65535 ? new byte[0] : port(range.last() + 1);
      ranges.add(new Ranges.Range(port(range.first()), end, null, 0));
    }
    return ranges;
  }

  public static byte[] port(int port) {
    return ByteBuffer.allocate(2).putShort((short) port).array();
  }

  public static void elements(Transaction transaction, Set set, List<byte[]> keys) {
    if (keys.isEmpty()) return;
    try (ElementWriter elements = transaction.addElements(set)) {
      keys.forEach(elements::element);
    }
  }

  private static void ranges(Transaction transaction, Set set, List<Ranges.Range> ranges) {
    ranges(transaction, set, ranges, Instant.EPOCH);
  }

  public static void ranges(
      Transaction transaction, Set set, List<Ranges.Range> ranges, Instant now) {
    if (ranges.isEmpty()) return;
    try (ElementWriter elements = transaction.addElements(set)) {
      for (Ranges.Range range : ranges) {
        long left = left(range.until(), now);
        elements.range(range.first(), range.end(), left, left, range.packets());
      }
    }
  }

  /** As {@link #ranges}, with the mark of bans. */
  public static void bans(
      Transaction transaction, Ruleset ruleset, Set set, List<Ranges.Range> ranges, Instant now) {
    if (ranges.isEmpty()) return;
    try (ElementWriter elements = transaction.addElements(set)) {
      for (Ranges.Range range : ranges) {
        long left = left(range.until(), now);
        long whole = ruleset.markedAtLeast(left);
        elements.range(range.first(), range.end(), whole, left, range.packets());
      }
    }
  }

  /**
   * Milliseconds that are left, at most as long as the longest ban: the kernel refuses more. 0 for
   * ever.
   */
  private static long left(@Nullable Instant until, Instant now) {
    if (until == null) return 0;
    return Math.clamp(until.toEpochMilli() - now.toEpochMilli(), 1, Lifetime.MAX_MILLIS);
  }
}
