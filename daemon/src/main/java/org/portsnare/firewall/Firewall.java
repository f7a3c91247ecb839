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
public final class Firewall implements AutoCloseable {
  private static final int OWNED = Table.NFT_TABLE_F_OWNER | Table.NFT_TABLE_F_PERSIST;

  /** Elements that are loaded by one transaction, where it need not be a single one. */
  private static final int BATCH = 10_000;

  private final NfTables nftables;
  private final BanLookUp lookUp;

  /** What bans of networks the kernel has; null where that is not known. */
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
   * @param own whether to own the table where the kernel can keep one without its owner
   * @throws NetlinkException if the kernel has no nf_tables, or this process may not change it
   */
  public static Firewall open(InstantSource clock, boolean own) {
    NfTables nftables = NfTables.open();
    try {
      boolean persists = own && nftables.supports(OWNED);
      // Asks in any case, so that a kernel without nf_tables, or without leave, is noticed here.
      if (!nftables.supports(0)) throw new NetlinkException("use nf_tables", Errno.EOPNOTSUPP);
      return new Firewall(nftables, clock, persists ? OWNED : 0);
    } catch (RuntimeException e) {
      nftables.close();
      throw e;
    }
  }

  /** What this kernel can do of what {@code config} asks for. */
  public Features features(Config config) {
    if (!Ruleset.wantsProof(config)) return new Features(tableFlags, false);
    Boolean known = synproxy;
    if (known == null) {
      // Asked only where it is wanted: the kernel starts to track connections for it.
      known = supportsSynproxy(nftables);
      synproxy = known;
    }
    return new Features(tableFlags, known);
  }

  /** Whether the kernel takes a rule that answers with SYN cookies. */
  public static boolean supportsSynproxy(NfTables nftables) {
    Table probe = new Table(Family.INET, "probe-" + Integer.toUnsignedString(nftables.portId()));
    Chain.Hook hook = new Chain.Hook(Chain.HookPoint.INPUT, Chain.NF_IP_PRI_FILTER);
    Chain chain = new Chain(probe, "probe", hook);
    Transaction transaction = new Transaction().add(probe).add(chain);
    transaction.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.SYN).synproxy().rule());
    return nftables.check(transaction) == null;
  }

  /** Whether no other program can take the table away. */
  public boolean ownsTable() {
    return tableFlags != 0;
  }

  /** The socket that changes are made through, as events name it. */
  public int portId() {
    return nftables.portId();
  }

  /** Whether there is a table already, left by an earlier daemon. */
  public boolean tableExists() {
    return nftables.tableFlags(Ruleset.TABLE) != null;
  }

  /**
   * Puts {@code ruleset} into force in one transaction: no packet sees anything between the old and
   * the new. Sets that bans live in are kept with all they hold.
   *
   * @throws NetlinkException if the kernel refuses, for example because a set of the same name is
   *     there with another type; {@link #replace} always can
   */
  public void apply(Ruleset ruleset) {
    // An orphan is adopted first: the kernel adds no base chain while a table changes hands.
    if (current == null && tableExists()) nftables.commit(new Transaction().add(ruleset.table()));
    Transaction transaction = new Transaction().add(ruleset.table());
    removeObsolete(transaction, ruleset);
    TableWriter.contents(transaction, ruleset, clock.instant(), true);
    nftables.commit(transaction);
    current = ruleset;
    requireSizes(ruleset);
  }

  /** An older kernel keeps a set's size, without an error; only making it anew changes it. */
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
   * Empties all chains, and takes away what the new ruleset does not have or has otherwise. Where
   * anything comes or goes the rest is made anew too, so that the table of a configuration looks
   * the same whatever was there before.
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
      // A ban set is kept whatever happens: its size alone may change, and that in place.
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

  /** A named limit cannot be changed, only made again; a full bucket is the price. */
  private void removeBreakers(Transaction transaction, Ruleset ruleset) {
    Ruleset before = current;
    boolean kept =
        before != null
            && before.hasBreaker() == ruleset.hasBreaker()
            && before.breaker().equals(ruleset.breaker());
    if (kept) return;
    for (Breaker breaker : Breaker.values()) {
      // Deleting one that is not there would undo everything.
      transaction.addLimit(ruleset.table(), breaker.limit(), new Limit(1, Limit.SECOND, 1, true));
      transaction.deleteLimit(ruleset.table(), breaker.limit());
    }
  }

  private static @Nullable Set find(Ruleset ruleset, String name) {
    return ruleset.sets().stream().filter(set -> set.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * Makes the table anew with these bans, in one transaction: whatever was there is gone, and no
   * packet sees a moment without.
   *
   * @param bans passes every active ban to the consumer it is given
   * @return how many bans did not fit, because a set is full
   */
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

  /**
   * Makes the table, which must not be there, and loads all bans there are into its sets, as many a
   * transaction as is good. The first bans are read while the table is made. The kernel learns when
   * they began, and counts what they drop, from {@link #count(List)} or {@link #update}: counters
   * are half of its work, and so much need not be read before the bans are enforced.
   *
   * @param bans passes every active ban to the consumer it is given
   * @return how many did not fit, because a set is full
   */
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
   * @return how many did not fit, because a set is full
   */
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
   * How many more bans like that of {@code prefix} the kernel can take; 0 where it does not say.
   */
  public long room(Prefix prefix) {
    Set set = required().setOf(prefix);
    long count = nftables.count(set);
    return count < 0 ? 0 : set.size() - count;
  }

  /** Whether any set of bans has no room left. */
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
   * Gives bans their end and their count, whether they are in the kernel already or not. For
   * addresses; networks are loaded as a whole by {@link #loadNetworks}.
   */
  public void update(List<Term> bans) {
    elements.update(required(), bans);
  }

  /**
   * As {@link #update}, for those that the kernel has: a set that is full takes no others, and need
   * not.
   */
  public void updatePresent(List<Term> bans) {
    if (!bans.isEmpty()) elements.updatePresent(required(), bans);
  }

  /**
   * Has the kernel count from now on what these bans drop, which it did not before. Only for bans
   * of addresses that were just seen in the kernel: this is quicker than {@link #update}.
   */
  public void count(List<Term> bans) {
    elements.count(required(), bans);
  }

  /**
   * Lifts bans of single addresses or of the usual width; those that are not there are no error.
   *
   * @return those that were there
   */
  public List<Prefix> remove(List<Prefix> prefixes) {
    confirmed.remove(required(), prefixes);
    return elements.remove(required(), prefixes);
  }

  /**
   * Has these bans of addresses hold in both directions from now on, until they end: their senders
   * are known to be real. At most {@link Ruleset#CONFIRMED_SIZE} per family; the rest is left out.
   */
  public void confirm(List<Term> bans) {
    confirmed.add(required(), bans);
  }

  /** Takes back what {@link #confirm} did. */
  public void unconfirm(List<Prefix> prefixes) {
    confirmed.remove(required(), prefixes);
  }

  /**
   * As {@link #confirm}, in place of all that were there.
   *
   * @param networks all bans of networks, of which those that are confirmed count
   */
  public void loadConfirmed(List<Term> bans, List<Ban> networks) {
    confirmed.load(
        required(), bans, Networks.spans(networks.stream().filter(Networks::isConfirmed)));
  }

  /**
   * Forgets what the kernel remembers of single senders beside their ban: hits so far, guesses,
   * closed ports. What they say again for a while, with a cookie that is still good, is no new
   * proof. As far as there is room: this must not keep anybody banned.
   */
  public void forget(List<Prefix> prefixes) {
    elements.forget(required(), prefixes);
  }

  /** Whether a ban of this prefix lives in an interval set, which is written as a whole. */
  public boolean isNetwork(Prefix prefix) {
    return required().setOf(prefix).isInterval();
  }

  /** Replaces all bans of networks by these. */
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

  /** Notes what bans of networks the kernel has, so that {@link #addNetworks} need not ask. */
  public void noteNetworks(List<Ban> bans) {
    placed = new Networks(bans).placedAlone();
  }

  /**
   * Adds bans of networks to those there are, without writing the others again.
   *
   * @return false if that is not possible, as where one is inside another: nothing was done, and
   *     {@link #loadNetworks} is to be called
   */
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
      // The kernel has something else there, as after a change by another program.
      return false;
    }
    all.add(fresh);
    placed = all;
    return true;
  }

  /**
   * Removes bans of networks, without writing the others again. They are there, or the kernel has
   * ended them by itself.
   *
   * @return false if that is not possible, as where one is around another: nothing was done, and
   *     {@link #loadNetworks} is to be called
   */
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
   * Looks bans of addresses up, each by its key: the time this takes does not depend on how many
   * bans there are. Networks are passed over, and so not found.
   */
  public Found lookUp(List<Prefix> prefixes) {
    return lookUp.of(required(), prefixes);
  }

  /** As {@link #lookUp}, by a second thread, while the caller does something else. */
  public PendingLookUp lookUpAsync(List<Prefix> prefixes) {
    return lookUp.async(required(), prefixes);
  }

  /** What {@link #networks} would be if the kernel had exactly these bans of networks. */
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

  /** The bans of networks that the kernel has: few, and so all of them. */
  public List<Element> networks() {
    List<Element> networks = new ArrayList<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      new NetworkDump(nftables, required().networks(ipv6)).forEach(networks::add);
    }
    return networks;
  }

  /**
   * Has these ports be no closed ones, until {@code traps.recently-open} has passed.
   *
   * @param ages how many milliseconds ago something last listened on each
   */
  public void serve(Map<Integer, Long> ages) {
    Set served = required().served();
    List<byte[]> keys = ages.keySet().stream().map(TableWriter::port).toList();
    // An older kernel changes no timeout in place; and what is not there cannot be deleted.
    Transaction transaction = new Transaction();
    TableWriter.elements(transaction, served, keys);
    try (ElementWriter elements = transaction.deleteElements(served)) {
      keys.forEach(elements::element);
    }
    TableWriter.served(transaction, required(), ages);
    nftables.commit(transaction);
  }

  /**
   * The ports on which something listened, as the kernel knows them, and how many milliseconds ago
   * that was.
   */
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

  /** How many senders, as wide as a ban, met no service within the last day and are not banned. */
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
   * How many bans of addresses the kernel holds, expired ones that were not collected included; -1
   * where the kernel does not say.
   */
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
   * Reads every ban out of the kernel, on a socket of its own and so beside everything else. For a
   * million bans this takes minutes: see {@link NfTables#elements(Set, List, Consumer)}.
   *
   * @param ruleset what is in force
   * @param found gets every ban
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

  /** The table's named counters. */
  public Counters counters() {
    return new Counters(nftables.counters(required().table()));
  }

  /** Deletes the table, if there is one: as if Portsnare had never run. */
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
    // With its own flags, which makes an orphan ours: the kernel lets only an owner delete it.
    transaction.add(new Table(table.family(), table.name(), flags));
    transaction.delete(table);
  }

  private Ruleset required() {
    Ruleset ruleset = current;
    if (ruleset == null) throw new IllegalStateException("no ruleset is in force");
    return ruleset;
  }

  /** Lets go of the table, which stays and keeps protecting. */
  @Override
  public void close() {
    lookUp.close();
    nftables.close();
  }
}
