package org.portsnare.firewall;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.firewall.rules.Ranges;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.firewall.rules.TableWriter;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Transaction;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;

/**
 * The sets of confirmed scanners, to which this host sends nothing. A ban is enforced without them:
 * they only say that it holds in both directions. So scanners that do not fit are left out.
 */
final class ConfirmedElements {
  /**
   * Number of elements left free when a set is loaded, for scanners that the packet path confirms.
   */
  private static final int ROOM = 4_096;

  private final NfTables nftables;
  private final BanElements elements;
  private final InstantSource clock;

  ConfirmedElements(NfTables nftables, BanElements elements, InstantSource clock) {
    this.nftables = nftables;
    this.elements = elements;
    this.clock = clock;
  }

  /** Adds these or changes their end; those that do not fit are left out. */
  void add(Ruleset ruleset, List<Term> bans) {
    for (Map.Entry<Set, List<Term>> group : groups(ruleset, bans).entrySet()) {
      Set set = group.getKey();
      long room = Math.max(0, set.size() - Math.max(0, nftables.count(set)));
      List<Term> some = group.getValue();
      Transaction transaction = new Transaction();
      write(transaction, set, some.subList(0, (int) Math.min(room, some.size())), true);
      commit(transaction);
    }
  }

  /** Replaces all elements by these. */
  void load(Ruleset ruleset, List<Term> bans, List<Ranges.Span> networks) {
    Map<Set, List<Term>> groups = groups(ruleset, bans);
    for (boolean ipv6 : Ruleset.FAMILIES) {
      for (Set set : ruleset.confirmedSets(ipv6)) {
        if (set.isInterval() || !ruleset.sets().contains(set)) continue;
        Transaction transaction = new Transaction().flush(set);
        List<Term> group = groups.getOrDefault(set, List.of());
        int most = set.size() - ROOM;
        write(transaction, set, group.subList(0, Math.min(most, group.size())), false);
        commit(transaction);
      }
    }
    Transaction transaction = new Transaction();
    loadNetworks(transaction, ruleset, networks, clock.instant());
    commit(transaction);
  }

  /** Removes these, if they are there. */
  void remove(Ruleset ruleset, List<Prefix> prefixes) {
    List<Term> bans = new ArrayList<>();
    for (Prefix prefix : prefixes) bans.add(new Term(prefix, 0, BanSink.NEVER, 0));
    groups(ruleset, bans).forEach(this::remove);
  }

  private void remove(Set set, List<Term> bans) {
    if (nftables.count(set) == 0) return;
    elements.removeFrom(set, bans.stream().map(Term::prefix).distinct().toList());
  }

  /** The bans of addresses, by their set; empty if nothing is enforced. */
  private static Map<Set, List<Term>> groups(Ruleset ruleset, List<Term> bans) {
    Map<Set, List<Term>> groups = new HashMap<>();
    for (Term ban : bans) {
      Set set = ruleset.confirmedSetOf(ban.prefix());
      if (set.isInterval() || !ruleset.sets().contains(set)) continue;
      groups.computeIfAbsent(set, _ -> new ArrayList<>()).add(ban);
    }
    return groups;
  }

  /**
   * @param replace whether some may be there already: an older kernel does not change a timeout in
   *     place
   */
  private void write(Transaction transaction, Set set, List<Term> bans, boolean replace) {
    if (bans.isEmpty()) return;
    if (replace) {
      touch(transaction, set, bans);
      delete(transaction, set, bans);
    }
    long now = clock.millis();
    try (ElementWriter elements = transaction.addElements(set)) {
      for (Term ban : bans) {
        boolean ends = ban.expires() != BanSink.NEVER;
        long left = ends ? BanLoader.span(now, ban.expires()) : 0;
        elements.element(ban.prefix().address(), left, 0);
      }
    }
  }

  private static void touch(Transaction transaction, Set set, List<Term> bans) {
    TableWriter.elements(transaction, set, keys(bans));
  }

  private static void delete(Transaction transaction, Set set, List<Term> bans) {
    try (ElementWriter elements = transaction.deleteElements(set)) {
      keys(bans).forEach(elements::element);
    }
  }

  private static List<byte[]> keys(List<Term> bans) {
    return bans.stream().map(Term::prefix).distinct().map(Prefix::address).toList();
  }

  private void commit(Transaction transaction) {
    if (transaction.isEmpty()) return;
    try {
      nftables.commit(transaction);
    } catch (NetlinkException e) {
      // The packet path has filled the set in the meantime.
      if (e.errno() != Errno.ENFILE) throw e;
    }
  }

  /** Replaces all networks by these. */
  static void loadNetworks(
      Transaction transaction, Ruleset ruleset, List<Ranges.Span> spans, Instant now) {
    for (boolean ipv6 : Ruleset.FAMILIES) {
      Set set = ruleset.confirmedNetworks(ipv6);
      if (!ruleset.sets().contains(set)) continue;
      transaction.flush(set);
      TableWriter.ranges(transaction, set, Ranges.of(spans, ipv6), now);
    }
  }
}
