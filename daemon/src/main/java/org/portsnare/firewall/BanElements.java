package org.portsnare.firewall;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.firewall.rules.TableWriter;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Transaction;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;

/** Changes of single elements in the sets of a table that is in force. */
final class BanElements {
  /** Time for which a SYN cookie is valid: two minutes, and a margin. */
  private static final long COOKIE_MILLIS = 130_000;

  private final NfTables nftables;
  private final InstantSource clock;

  BanElements(NfTables nftables, InstantSource clock) {
    this.nftables = nftables;
    this.clock = clock;
  }

  /** See {@link Firewall#update}. */
  void update(Ruleset ruleset, List<Term> bans) {
    write(ruleset, bans, BanElements::touchAndDelete);
  }

  /** See {@link Firewall#updatePresent}. */
  void updatePresent(Ruleset ruleset, List<Term> bans) {
    List<Term> there = new ArrayList<>();
    forEachSet(
        ruleset,
        bans,
        (set, group) -> {
          List<Prefix> prefixes = group.stream().map(Term::prefix).distinct().toList();
          java.util.Set<Prefix> present = new HashSet<>(present(set, prefixes));
          group.stream().filter(ban -> present.contains(ban.prefix())).forEach(there::add);
        });
    write(ruleset, there, BanElements::touchAndDelete);
  }

  /** See {@link Firewall#count(List)}. */
  void count(Ruleset ruleset, List<Term> bans) {
    try {
      write(ruleset, bans, BanElements::delete);
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENOENT) throw e;
      // One of them has ended just now.
      update(ruleset, bans);
    }
  }

  private interface Removal {
    void accept(Transaction transaction, Set set, List<byte[]> keys);
  }

  /**
   * Deletes and adds each element: an older kernel changes neither timeout nor counter, and reports
   * no error.
   */
  private void write(Ruleset ruleset, List<Term> bans, Removal removal) {
    if (bans.isEmpty()) return;
    Transaction transaction = new Transaction();
    long now = clock.millis();
    forEachSet(
        ruleset,
        bans,
        (set, group) -> {
          List<byte[]> keys = group.stream().map(ban -> ban.prefix().address()).toList();
          removal.accept(transaction, set, keys);
          try (ElementWriter elements = transaction.addElements(set)) {
            for (int i = 0; i < keys.size(); i++) {
              Term ban = group.get(i);
              BanLoader.write(
                  ruleset, elements, keys.get(i), ban.since(), ban.expires(), ban.dropped(), now);
            }
          }
        });
    nftables.commit(transaction);
  }

  /** See {@link Firewall#remove}. */
  List<Prefix> remove(Ruleset ruleset, List<Prefix> prefixes) {
    Map<String, List<Prefix>> groups = new HashMap<>();
    for (Prefix prefix : prefixes) {
      groups.computeIfAbsent(ruleset.setOf(prefix).name(), _ -> new ArrayList<>()).add(prefix);
    }
    List<Prefix> removed = new ArrayList<>();
    for (Set set : ruleset.sets()) {
      List<Prefix> group = groups.get(set.name());
      if (group != null) removed.addAll(remove(set, group.stream().distinct().toList()));
    }
    return removed;
  }

  /** See {@link Firewall#forget}. */
  void forget(Ruleset ruleset, List<Prefix> prefixes) {
    List<Prefix> senders = prefixes.stream().filter(ruleset::isOneHit).toList();
    for (boolean ipv6 : Ruleset.FAMILIES) {
      List<Prefix> family = senders.stream().filter(prefix -> prefix.ipv6() == ipv6).toList();
      for (Set set : ruleset.memories(ipv6)) {
        if (!family.isEmpty() && ruleset.sets().contains(set))
          bestEffort(() -> forget(set, family, ruleset.bits(ipv6)));
      }
      Set proven = ruleset.proven(ipv6);
      if (!ruleset.sets().contains(proven)) continue;
      for (Prefix sender : family) {
        if (sender.isAddress()) bestEffort(() -> spareCookie(proven, sender));
      }
    }
  }

  private void forget(Set set, List<Prefix> prefixes, int bits) {
    remove(set, prefixes.stream().map(prefix -> prefix.widened(bits)).distinct().toList());
  }

  private void spareCookie(Set proven, Prefix sender) {
    Transaction transaction = new Transaction();
    touchAndDelete(transaction, proven, List.of(sender.address()));
    try (ElementWriter elements = transaction.addElements(proven)) {
      elements.element(sender.address(), COOKIE_MILLIS, 0);
    }
    nftables.commit(transaction);
  }

  static void bestEffort(Runnable work) {
    try {
      work.run();
    } catch (NetlinkException e) {
      // A flood has filled the set: its elements end by themselves soon.
    }
  }

  /** Removes these from one set; returns those that were in it. */
  List<Prefix> removeFrom(Set set, List<Prefix> prefixes) {
    return remove(set, prefixes);
  }

  private List<Prefix> remove(Set set, List<Prefix> prefixes) {
    List<Prefix> there = present(set, prefixes);
    if (there.isEmpty()) return there;
    Transaction transaction = new Transaction();
    try (ElementWriter elements = transaction.deleteElements(set)) {
      for (Prefix prefix : there) elements.element(prefix.address());
    }
    try {
      nftables.commit(transaction);
      return there;
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENOENT || there.size() == 1) {
        if (e.errno() == Errno.ENOENT) return List.of();
        throw e;
      }
      // One has ended by itself just now, so the whole transaction failed: remove them one by one.
      List<Prefix> removed = new ArrayList<>();
      for (Prefix prefix : there) removed.addAll(remove(set, List.of(prefix)));
      return removed;
    }
  }

  private List<Prefix> present(Set set, List<Prefix> prefixes) {
    List<Prefix> there = new ArrayList<>();
    for (int from = 0; from < prefixes.size(); from += NfTables.MAX_KEYS) {
      List<Prefix> some =
          prefixes.subList(from, Math.min(prefixes.size(), from + NfTables.MAX_KEYS));
      List<byte[]> keys = some.stream().map(Prefix::address).toList();
      PresentElements.find(nftables, set, keys, (key, _) -> there.add(some.get(key)));
    }
    return there;
  }

  /** Adds and then deletes keys, because deleting a key that is not there fails the transaction. */
  private static void touchAndDelete(Transaction transaction, Set set, List<byte[]> keys) {
    List<byte[]> distinct = distinct(keys);
    TableWriter.elements(transaction, set, distinct);
    delete(transaction, set, distinct);
  }

  private static void delete(Transaction transaction, Set set, List<byte[]> keys) {
    try (ElementWriter elements = transaction.deleteElements(set)) {
      keys.forEach(elements::element);
    }
  }

  private static List<byte[]> distinct(List<byte[]> keys) {
    Map<ByteBuffer, byte[]> distinct = new LinkedHashMap<>();
    for (byte[] key : keys) distinct.put(ByteBuffer.wrap(key), key);
    return List.copyOf(distinct.values());
  }

  private interface Group {
    void accept(Set set, List<Term> bans);
  }

  private static void forEachSet(Ruleset ruleset, List<Term> bans, Group consumer) {
    for (int place = 0; place < Ruleset.PLACES; place++) {
      if (ruleset.banSet(place).isInterval()) continue;
      List<Term> group = new ArrayList<>();
      for (Term ban : bans) {
        if (ruleset.placeOf(ban.prefix()) == place) group.add(ban);
      }
      if (!group.isEmpty()) consumer.accept(ruleset.banSet(place), group);
    }
  }
}
