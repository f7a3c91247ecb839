package org.portsnare.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.firewall.rules.Ranges;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Transaction;

/** The ranges of bans of networks, in both sets and both families. */
final class Networks {
  /** Ranges of all IPv4, of all IPv6, of confirmed IPv4 and of confirmed IPv6 networks. */
  private final List<List<Ranges.Range>> ranges = new ArrayList<>();

  private final List<PlacedRanges> placed = new ArrayList<>();

  Networks(List<Ban> bans) {
    List<Ranges.Span> all = spans(bans.stream());
    List<Ranges.Span> confirmed = spans(bans.stream().filter(Networks::isConfirmed));
    for (List<Ranges.Span> some : List.of(all, confirmed)) {
      for (boolean ipv6 : Ruleset.FAMILIES) ranges.add(Ranges.of(some, ipv6));
    }
    ranges.forEach(some -> placed.add(new PlacedRanges(some)));
  }

  static boolean isConfirmed(Ban ban) {
    return ban.evidence() == Evidence.CONFIRMED;
  }

  static List<Ranges.Span> spans(Stream<Ban> bans) {
    return bans.map(ban -> new Ranges.Span(ban.prefix(), ban.expires(), ban.dropped())).toList();
  }

  public List<Ranges.Range> ranges(boolean ipv6) {
    return ranges.get(ipv6 ? 1 : 0);
  }

  List<Ranges.Range> confirmedRanges(boolean ipv6) {
    return ranges.get(ipv6 ? 3 : 2);
  }

  /** Drops the ranges, which were written already: 200,000 of them take 25 MB. */
  Networks placedAlone() {
    ranges.clear();
    return this;
  }

  boolean fit(Networks fresh) {
    for (int i = 0; i < placed.size(); i++) {
      if (!placed.get(i).fit(fresh.ranges.get(i))) return false;
    }
    return true;
  }

  void add(Networks fresh) {
    for (int i = 0; i < placed.size(); i++) placed.get(i).add(fresh.ranges.get(i));
  }

  /** Whether each of these is here unchanged, neither joined with another nor cut. */
  boolean has(Networks some) {
    for (int i = 0; i < placed.size(); i++) {
      if (!placed.get(i).has(some.ranges.get(i))) return false;
    }
    return true;
  }

  void remove(Networks some) {
    for (int i = 0; i < placed.size(); i++) placed.get(i).remove(some.ranges.get(i));
  }

  /** One transaction per range: the kernel refuses only those ranges that it has ended already. */
  List<Transaction> removals(Ruleset ruleset) {
    List<Transaction> removals = new ArrayList<>();
    for (boolean ipv6 : Ruleset.FAMILIES) {
      for (Ranges.Range range : ranges(ipv6)) removals.add(removal(ruleset.networks(ipv6), range));
      Set confirmed = ruleset.confirmedNetworks(ipv6);
      if (!ruleset.sets().contains(confirmed)) continue;
      for (Ranges.Range range : confirmedRanges(ipv6)) removals.add(removal(confirmed, range));
    }
    return removals;
  }

  private static Transaction removal(Set set, Ranges.Range range) {
    Transaction transaction = new Transaction();
    try (ElementWriter elements = transaction.deleteElements(set)) {
      elements.element(range.first());
      if (range.end().length > 0) elements.end(range.end());
    }
    return transaction;
  }
}
