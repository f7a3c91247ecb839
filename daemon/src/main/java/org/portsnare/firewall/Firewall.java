package org.portsnare.firewall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.config.Config;
import org.portsnare.firewall.rules.Breaker;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Match;
import org.portsnare.firewall.rules.Ranges;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.firewall.rules.TableWriter;
import org.portsnare.firewall.rules.TcpFlags;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.Family;
import org.portsnare.netfilter.nftables.KeyType;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.SetElement;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netfilter.nftables.Transaction;
import org.portsnare.netfilter.nftables.expr.Limit;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;

/**
 * The table {@code inet portsnare} in the kernel of one network namespace.
 *
 * <p>All changes go over one socket, which owns the table where the kernel knows owners. Not
 * thread-safe: one thread changes the table.
 */
public final class Firewall implements TablePort, AutoCloseable {
  private static final int OWNED = Table.NFT_TABLE_F_OWNER | Table.NFT_TABLE_F_PERSIST;

  /** Number of elements per transaction, where several transactions are possible. */
  private static final int BATCH = 10_000;

  private final NfTables nftables;
  private final BanLookUp lookUp;

  /** The bans of networks in the kernel; null if they are not known. */
  private @Nullable Networks placed;

  private final BanElements elements;
  private final ConfirmedElements confirmed;
  private final InstantSource clock;
  private final int tableFlags;
  private @Nullable Boolean synproxy;
  private @Nullable Ruleset current;

  private Firewall(NfTables nftables, InstantSource clock, int tableFlags) {
    this.nftables = nftables;
    lookUp = new BanLookUp(nftables);
    elements = new BanElements(nftables, clock);
    confirmed = new ConfirmedElements(nftables, elements, clock);
    this.clock = clock;
    this.tableFlags = tableFlags;
  }

  /**
   * Opens a socket in the calling thread's network namespace.
   *
   * @param own whether to own the table, if the kernel can keep a table after its owner ends
   * @throws NetlinkException if the kernel has no nf_tables, or this process may not change it
   */
  public static Firewall open(InstantSource clock, boolean own) {
    NfTables nftables = NfTables.open();
    try {
      boolean persists = own && nftables.supports(OWNED);
      // Asks in any case, so that a kernel without nf_tables, or a missing permission, is noticed
      // here.
      if (!nftables.supports(0)) throw new NetlinkException("use nf_tables", Errno.EOPNOTSUPP);
      return new Firewall(nftables, clock, persists ? OWNED : 0);
    } catch (RuntimeException e) {
      nftables.close();
      throw e;
    }
  }

  @Override
  public Features features(Config config) {
    if (!Ruleset.wantsProof(config)) return new Features(tableFlags, false);
    Boolean known = synproxy;
    if (known == null) {
      // Tested only if it is wanted: the test makes the kernel track connections.
      known = supportsSynproxy(nftables);
      synproxy = known;
    }
    return new Features(tableFlags, known);
  }

  /** Whether the kernel accepts a rule that answers with SYN cookies. */
  public static boolean supportsSynproxy(NfTables nftables) {
    Table probe = new Table(Family.INET, "probe-" + Integer.toUnsignedString(nftables.portId()));
    Chain.Hook hook = new Chain.Hook(Chain.HookPoint.INPUT, Chain.NF_IP_PRI_FILTER);
    Chain chain = new Chain(probe, "probe", hook);
    Transaction transaction = new Transaction().add(probe).add(chain);
    transaction.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.SYN).synproxy().rule());
    return nftables.check(transaction) == null;
  }

  @Override
  public boolean ownsTable() {
    return tableFlags != 0;
  }

  /** The netlink port of the socket that makes changes; events name it. */
  public int portId() {
    return nftables.portId();
  }

  @Override
  public boolean tableExists() {
    return nftables.tableFlags(Ruleset.TABLE) != null;
  }

  @Override
  public void apply(Ruleset ruleset) {
    // A table without an owner is adopted first: the kernel adds no base chain in the same
    // transaction.
    if (current == null && tableExists()) nftables.commit(new Transaction().add(ruleset.table()));
    Transaction transaction = new Transaction().add(ruleset.table());
    removeObsolete(transaction, ruleset);
    TableWriter.contents(transaction, ruleset, clock.instant(), true);
    nftables.commit(transaction);
    current = ruleset;
    requireSizes(ruleset);
  }

  /** An older kernel keeps a set's size and reports no error; only a new set gets the new size. */
  private void requireSizes(Ruleset ruleset) {
    for (Set set : ruleset.sets()) {
      long size = isBanHash(set) ? nftables.size(set) : set.size();
      if (size != set.size()) {
        throw new NetlinkException(
            "change the size of set " + set.name() + " from " + size, Errno.EOPNOTSUPP);
      }
    }
  }

  /**
   * Empties all chains, and deletes what the new ruleset does not have, or has in another form. If
   * anything comes or goes, the rest is created again too. So the table of a configuration looks
   * the same, whatever was there before.
   */
  private void removeObsolete(Transaction transaction, Ruleset ruleset) {
    Table table = ruleset.table();
    List<String> chains = nftables.chainNames(table);
    if (chains.isEmpty()) return;
    for (String chain : chains) transaction.flush(new Chain(table, chain));
    if (!chains.equals(ruleset.chains().stream().map(Chain::name).toList())) {
      for (String chain : chains) transaction.delete(new Chain(table, chain));
    }
    List<String> sets = nftables.setNames(table);
    boolean same =
        sets.equals(ruleset.sets().stream().map(Set::name).toList())
            && ruleset.sets().stream().allMatch(set -> Ruleset.isKept(set) || isThere(set));
    for (String name : sets) {
      Set wanted = find(ruleset, name);
      // A ban set is always kept: only its size may change, and it changes in place.
      boolean bans = wanted != null && Ruleset.isKept(wanted);
      boolean kept = bans || (same && wanted != null);
      if (!kept) transaction.delete(new Set(table, name, KeyType.IFNAME, 0, 0, 0, false));
    }
    removeBreakers(transaction, ruleset);
  }

  /** Whether the table in force has a set exactly like this one. */
  private boolean isThere(Set set) {
    return current != null && set.equals(find(current, set.name()));
  }

  /**
   * Deletes limits that change: a named limit can only be created again, which fills its bucket.
   */
  private void removeBreakers(Transaction transaction, Ruleset ruleset) {
    Ruleset before = current;
    boolean kept =
        before != null
            && before.hasBreaker() == ruleset.hasBreaker()
            && before.breaker().equals(ruleset.breaker());
    if (kept) return;
    for (Breaker breaker : Breaker.values()) {
      // Deleting a limit that is not there would fail the transaction.
      transaction.addLimit(ruleset.table(), breaker.limit(), new Limit(1, Limit.SECOND, 1, true));
      transaction.deleteLimit(ruleset.table(), breaker.limit());
    }
  }

  private static @Nullable Set find(Ruleset ruleset, String name) {
    return ruleset.sets().stream().filter(set -> set.name().equals(name)).findFirst().orElse(null);
  }

  @Override
  public long replace(Ruleset ruleset, Consumer<BanSink> bans) {
    placed = null;
    Transaction transaction = new Transaction();
    deleteTable(transaction, ruleset.table());
    create(transaction, ruleset);
    long rejected;
    try (BanLoader loader = new BanLoader(ruleset, clock, transaction)) {
      bans.accept(loader);
      loader.finish();
      rejected = loader.rejected();
    }
    nftables.commit(transaction);
    current = ruleset;
    return rejected;
  }

  private void create(Transaction transaction, Ruleset ruleset) {
    transaction.add(ruleset.table());
    TableWriter.contents(transaction, ruleset, clock.instant(), false);
  }

  @Override
  public long make(Ruleset ruleset, Consumer<BanSink> bans) {
    placed = null;
    try (BanLoader loader =
        new BanLoader(ruleset, clock, this::commitUnlessFull, BATCH, true, _ -> 0)) {
      loader.before(() -> apply(ruleset));
      bans.accept(loader);
      loader.finish();
      return loader.rejected();
    }
  }

  /**
   * Adds bans of addresses that are not in the kernel.
   *
   * @return number of bans that did not fit, because a set is full
   */
  @Override
  public long add(List<Term> bans) {
    if (bans.isEmpty()) return 0;
    try (BanLoader loader =
        new BanLoader(required(), clock, this::commitUnlessFull, BATCH, false, this::countOf)) {
      bans.forEach(loader::add);
      loader.finish();
      return loader.rejected();
    }
  }

  private boolean commitUnlessFull(Transaction transaction) {
    try {
      nftables.commit(transaction);
      return true;
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENFILE) return false;
      throw e;
    }
  }

  /**
   * Number of further bans of this kind that fit into the kernel's set; 0 if the kernel does not
   * tell.
   */
  @Override
  public long room(Prefix prefix) {
    Set set = required().setOf(prefix);
    long count = nftables.count(set);
    return count < 0 ? 0 : set.size() - count;
  }

  @Override
  public boolean isFull() {
    for (Set set : required().sets()) {
      if (isBanHash(set) && nftables.count(set) >= set.size()) return true;
    }
    return false;
  }

  private long countOf(Set set) {
    return Math.max(0, nftables.count(set));
  }

  /**
   * Writes bans with their end and their count, whether they are in the kernel already or not. Only
   * for addresses; networks are loaded as a whole by {@link #loadNetworks}.
   */
  @Override
  public void update(List<Term> bans) {
    elements.update(required(), bans);
  }

  /**
   * As {@link #update}, but only for bans that the kernel has. This works even if the set is full.
   */
  @Override
  public void updatePresent(List<Term> bans) {
    if (!bans.isEmpty()) elements.updatePresent(required(), bans);
  }

  /**
   * Gives these bans a counter of dropped packets, which they did not have. Only for bans of
   * addresses that were just seen in the kernel: this is faster than {@link #update}.
   */
  @Override
  public void count(List<Term> bans) {
    elements.count(required(), bans);
  }

  /**
   * Lifts bans of single addresses or of the width of one hit; missing ones are no error.
   *
   * @return the bans that were there
   */
  @Override
  public List<Prefix> remove(List<Prefix> prefixes) {
    confirmed.remove(required(), prefixes);
    return elements.remove(required(), prefixes);
  }

  /**
   * Makes these bans of addresses hold in both directions, until they end: their senders are known
   * to be real. At most {@link Ruleset#CONFIRMED_SIZE} per set; the rest is left out.
   */
  @Override
  public void confirm(List<Term> bans) {
    confirmed.add(required(), bans);
  }

  /** Undoes {@link #confirm}. */
  @Override
  public void unconfirm(List<Prefix> prefixes) {
    confirmed.remove(required(), prefixes);
  }

  @Override
  public void loadConfirmed(List<Term> bans, List<Ban> networks) {
    confirmed.load(
        required(), bans, Networks.spans(networks.stream().filter(Networks::isConfirmed)));
  }

  /**
   * Deletes what the kernel remembers of single senders besides their ban: hits so far, closed
   * ports, addresses tried. For a while, packets with a cookie that is still valid are no new
   * proof; this note is left out if there is no room for it, because nobody must stay banned for
   * that.
   */
  @Override
  public void forget(List<Prefix> prefixes) {
    elements.forget(required(), prefixes);
  }

  /** Whether a ban of this prefix is in an interval set. */
  @Override
  public boolean isNetwork(Prefix prefix) {
    return required().setOf(prefix).isInterval();
  }

  /** Replaces all bans of networks by these. */
  @Override
  public void loadNetworks(List<Ban> bans) {
    Ruleset ruleset = required();
    Transaction transaction = new Transaction();
    Instant now = clock.instant();
    loadNetworks(transaction, ruleset, Networks.spans(bans.stream()), now, true);
    List<Ranges.Span> confirmed = Networks.spans(bans.stream().filter(Networks::isConfirmed));
    ConfirmedElements.loadNetworks(transaction, ruleset, confirmed, now);
    placed = null;
    nftables.commit(transaction);
    noteNetworks(bans);
  }

  @Override
  public void noteNetworks(List<Ban> bans) {
    placed = new Networks(bans).placedAlone();
  }

  /**
   * Adds bans of networks without writing the others again.
   *
   * @return false if that is not possible, for example if one is inside another: nothing was done;
   *     call {@link #loadNetworks}
   */
  @Override
  public boolean addNetworks(List<Ban> bans) {
    Networks all = placed;
    if (all == null) return false;
    Ruleset ruleset = required();
    Networks fresh = new Networks(bans);
    if (!all.fit(fresh)) return false;
    Transaction transaction = new Transaction();
    Instant now = clock.instant();
    for (boolean ipv6 : Ruleset.FAMILIES) {
      Set banned = ruleset.networks(ipv6);
      TableWriter.bans(transaction, ruleset, banned, fresh.ranges(ipv6), now);
      Set confirmed = ruleset.confirmedNetworks(ipv6);
      if (!ruleset.sets().contains(confirmed)) continue;
      TableWriter.ranges(transaction, confirmed, fresh.confirmedRanges(ipv6), now);
    }
    placed = null;
    try {
      nftables.commit(transaction);
    } catch (NetlinkException e) {
      // The kernel has another element there, for example after a change by another program.
      return false;
    }
    all.add(fresh);
    placed = all;
    return true;
  }

  /**
   * Removes bans of networks without writing the others again. A ban that the kernel has ended by
   * itself is no error.
   *
   * @return false if that is not possible, for example if one is around another; call {@link
   *     #loadNetworks}
   */
  @Override
  public boolean removeNetworks(List<Ban> bans) {
    Networks all = placed;
    if (all == null) return false;
    Networks old = new Networks(bans);
    if (!all.has(old)) return false;
    for (Transaction transaction : old.removals(required())) {
      try {
        nftables.commit(transaction);
      } catch (NetlinkException e) {
        if (e.errno() == Errno.ENOENT) continue;
        placed = null;
        return false;
      }
    }
    all.remove(old);
    return true;
  }

  static void loadNetworks(
      Transaction transaction,
      Ruleset ruleset,
      List<Ranges.Span> spans,
      Instant now,
      boolean flush) {
    for (boolean ipv6 : new boolean[] {false, true}) {
      if (flush) transaction.flush(ruleset.networks(ipv6));
      TableWriter.bans(transaction, ruleset, ruleset.networks(ipv6), Ranges.of(spans, ipv6), now);
    }
  }

  /**
   * Looks up bans of addresses, each by its key: the time does not depend on the total number of
   * bans. Networks are skipped, and so not found.
   */
  @Override
  public Found lookUp(List<Prefix> prefixes) {
    return lookUp.of(required(), prefixes);
  }

  /** As {@link #lookUp}, on a second thread, while the caller does something else. */
  @Override
  public PendingLookUp lookUpAsync(List<Prefix> prefixes) {
    return lookUp.async(required(), prefixes);
  }

  /** The answer of {@link #networks} if the kernel has exactly these bans of networks. */
  @Override
  public List<Element> expectedNetworks(List<Ban> bans) {
    Instant now = clock.instant();
    List<Ranges.Span> spans = new ArrayList<>();
    for (Ban ban : bans) spans.add(new Ranges.Span(ban.prefix(), ban.expires(), 0));
    List<Element> expected = new ArrayList<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      for (Ranges.Range range : Ranges.of(spans, ipv6)) {
        Instant until = range.until();
        long left = until == null ? 0 : Math.max(1, Duration.between(now, until).toMillis());
        for (Prefix prefix : Ranges.prefixes(range.first(), range.end())) {
          expected.add(new Element(prefix, left, left, 0));
        }
      }
    }
    return expected;
  }

  /** All bans of networks that the kernel has. */
  @Override
  public List<Element> networks() {
    List<Element> networks = new ArrayList<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      new NetworkDump(nftables, required().networks(ipv6)).forEach(networks::add);
    }
    return networks;
  }

  @Override
  public void serve(Map<Integer, Long> ages) {
    Set served = required().served();
    List<byte[]> keys = ages.keySet().stream().map(TableWriter::port).toList();
    // An older kernel does not change a timeout in place, and a missing element cannot be deleted.
    Transaction transaction = new Transaction();
    TableWriter.elements(transaction, served, keys);
    try (ElementWriter elements = transaction.deleteElements(served)) {
      keys.forEach(elements::element);
    }
    TableWriter.served(transaction, required(), ages);
    nftables.commit(transaction);
  }

  @Override
  public Map<Integer, Long> served() {
    Map<Integer, Long> ages = new HashMap<>();
    nftables.elements(
        required().served(),
        element -> {
          int port = (element.key()[0] & 0xff) << 8 | (element.key()[1] & 0xff);
          ages.put(port, Math.max(0, element.timeoutMillis() - element.expirationMillis()));
        });
    return ages;
  }

  @Override
  public long unserved() {
    long total = 0;
    for (boolean ipv6 : Ruleset.FAMILIES) {
      Set unserved = required().unserved(ipv6);
      long count = nftables.count(unserved);
      if (count < 0) {
        long[] listed = {0};
        nftables.elements(unserved, _ -> listed[0]++);
        count = listed[0];
      }
      total += count;
    }
    return total;
  }

  /**
   * Number of bans of addresses in the kernel, including expired bans that were not collected yet;
   * -1 if the kernel does not tell.
   */
  @Override
  public long count() {
    long total = 0;
    for (Set set : required().sets()) {
      if (!isBanHash(set)) continue;
      long count = nftables.count(set);
      if (count < 0) return -1;
      total += count;
    }
    return total;
  }

  /** A ban that the kernel has; times are 0 if it does not end. */
  public record Element(Prefix prefix, long timeoutMillis, long expirationMillis, long packets) {}

  /**
   * Reads every ban from the kernel. It uses a socket of its own, so other work can go on. For a
   * million bans this takes minutes: see {@link NfTables#elements(Set, List, Consumer)}.
   *
   * @param ruleset the ruleset in force
   * @param found receives every ban
   */
  public static void dump(Ruleset ruleset, Consumer<Element> found) {
    try (NfTables reader = NfTables.open()) {
      for (Set set : ruleset.sets()) {
        if (isBanHash(set)) {
          reader.elements(set, element -> found.accept(found(ruleset, set, element)));
        }
      }
      for (boolean ipv6 : new boolean[] {false, true}) {
        new NetworkDump(reader, ruleset.networks(ipv6)).forEach(found);
      }
    }
  }

  private static Element found(Ruleset ruleset, Set set, SetElement element) {
    byte[] key = Arrays.copyOf(element.key(), element.keyLength());
    boolean ipv6 = key.length == 16;
    boolean wide = set.name().equals(ruleset.banned(ipv6).name());
    int length = wide ? ruleset.config().ban().policy().prefixLength(ipv6) : key.length * 8;
    return new Element(
        Prefix.of(key, length),
        element.timeoutMillis(),
        element.expirationMillis(),
        element.packets());
  }

  static boolean isBanHash(Set set) {
    return Ruleset.holdsBans(set) && !set.isInterval();
  }

  @Override
  public void bansOf(Ruleset ruleset, Consumer<Element> found) {
    dump(ruleset, found);
  }

  @Override
  public Counters counters() {
    return new Counters(nftables.counters(required().table()));
  }

  @Override
  public void removeTable() {
    placed = null;
    Transaction transaction = new Transaction();
    deleteTable(transaction, Ruleset.TABLE);
    if (!transaction.isEmpty()) nftables.commit(transaction);
    current = null;
  }

  private void deleteTable(Transaction transaction, Table table) {
    Integer flags = nftables.tableFlags(table);
    if (flags == null) return;
    // With its own flags, which adopts a table without an owner: only its owner may delete it.
    transaction.add(new Table(table.family(), table.name(), flags));
    transaction.delete(table);
  }

  private Ruleset required() {
    Ruleset ruleset = current;
    if (ruleset == null) throw new IllegalStateException("no ruleset is in force");
    return ruleset;
  }

  /** Closes the socket, and so gives up the table, which stays in force. */
  @Override
  public void close() {
    lookUp.close();
    nftables.close();
  }
}
