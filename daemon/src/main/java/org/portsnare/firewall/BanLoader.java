package org.portsnare.firewall;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.firewall.rules.Ranges;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Transaction;

/**
 * Takes a stream of bans and puts them into transactions: one for all, or one for each batch. Bans
 * of networks are gathered and loaded last, because their ranges depend on one another.
 *
 * <p>A thread of its own waits for the kernel; meanwhile the next transactions are filled.
 */
final class BanLoader implements BanSink, AutoCloseable {
  /** Number of bans of one set that are written together. */
  private static final int CHUNK = 1_000;

  /** Batch size for one transaction with all bans, which the caller commits. */
  private static final int ALL = Integer.MAX_VALUE;

  /** Maximum number of transactions that wait for the kernel. */
  private static final int AHEAD = 2;

  private final Ruleset ruleset;
  private final InstantSource clock;
  private final Predicate<Transaction> commit;
  private final int batch;
  private final boolean complete;
  private final boolean counted;
  private final ToLongFunction<Set> countOf;
  private final @Nullable Pending[] pending = new Pending[Ruleset.PLACES];
  private final List<Ranges.Span> networks = new ArrayList<>();
  private @Nullable ExecutorService committer;
  private final Queue<Committing> committing = new ArrayDeque<>();
  private volatile boolean failed;
  private Transaction transaction;
  private long now;
  private int inBatch;

  /** Size of the current transaction: the first ones are small, so that the kernel starts early. */
  private int limit;

  private long rejected;

  /** Bans of one set that are not in a transaction yet. */
  private static final class Pending {
    final Set set;
    final Prefix[] prefixes = new Prefix[CHUNK];
    final long[] since = new long[CHUNK];
    final long[] expires = new long[CHUNK];
    final long[] dropped = new long[CHUNK];
    int size;

    /** Number of elements in the set, including the bans that are not written yet. */
    long count;

    Pending(Set set, long count) {
      this.set = set;
      this.count = count;
    }
  }

  /** A transaction that is handed over, and whether the kernel took it. */
  private record Committing(Transaction transaction, int bans, Future<Boolean> done) {}

  /** Puts everything into {@code transaction}, which the caller commits. */
  BanLoader(Ruleset ruleset, InstantSource clock, Transaction transaction) {
    this(ruleset, clock, transaction, _ -> true, ALL, true, _ -> 0);
  }

  /**
   * Passes a transaction to {@code commit} after every {@code batch} bans.
   *
   * @param commit returns false if a set is full; then the whole transaction has failed
   * @param complete whether these are all bans, so that they replace the bans of networks
   */
  BanLoader(
      Ruleset ruleset,
      InstantSource clock,
      Predicate<Transaction> commit,
      int batch,
      boolean complete,
      ToLongFunction<Set> countOf) {
    this(ruleset, clock, new Transaction(), commit, batch, complete, countOf);
  }

  private BanLoader(
      Ruleset ruleset,
      InstantSource clock,
      Transaction transaction,
      Predicate<Transaction> commit,
      int batch,
      boolean complete,
      ToLongFunction<Set> countOf) {
    this.ruleset = ruleset;
    this.clock = clock;
    this.now = clock.millis();
    this.transaction = transaction;
    this.commit = commit;
    this.batch = batch;
    this.limit = batch == ALL ? ALL : Math.min(batch, CHUNK);
    this.complete = complete;
    this.counted = !complete;
    this.countOf = countOf;
  }

  /** Takes one ban. Its begin is not written, and the count of an address is not written either. */
  @Override
  public void accept(Prefix prefix, long expires, long dropped) {
    add(prefix, 0, expires, dropped);
  }

  /** Takes one ban with its begin and its count. */
  void add(Term ban) {
    add(ban.prefix(), ban.since(), ban.expires(), ban.dropped());
  }

  private void add(Prefix prefix, long since, long expires, long dropped) {
    if (expires != NEVER && expires <= now) return;
    Pending own = pendingOf(prefix);
    if (own.set.isInterval()) {
      Instant until = expires == NEVER ? null : Instant.ofEpochMilli(expires);
      networks.add(new Ranges.Span(prefix, until, dropped));
      return;
    }
    if (own.count >= own.set.size()) {
      rejected++;
      return;
    }
    own.count++;
    own.prefixes[own.size] = prefix;
    own.since[own.size] = since;
    own.expires[own.size] = expires;
    own.dropped[own.size] = dropped;
    if (++own.size == CHUNK) write(own);
    if (++inBatch == limit) next();
  }

  private Pending pendingOf(Prefix prefix) {
    int place = ruleset.placeOf(prefix);
    Pending own = pending[place];
    if (own == null) {
      Set set = ruleset.banSet(place);
      own = new Pending(set, set.isInterval() ? 0 : countOf.applyAsLong(set));
      pending[place] = own;
    }
    return own;
  }

  private void writeAll() {
    for (Pending own : pending) {
      if (own != null && own.size > 0) write(own);
    }
  }

  private void write(Pending own) {
    byte[] key = new byte[own.prefixes[0].ipv6() ? 16 : 4];
    try (ElementWriter elements = transaction.addElements(own.set)) {
      for (int i = 0; i < own.size; i++) {
        own.prefixes[i].writeAddress(key);
        if (counted) write(elements, key, own, i);
        else elements.element(key, ruleset.marked(left(own.expires[i])), 0);
      }
    }
    own.size = 0;
  }

  /**
   * Milliseconds that are left of a ban; 0 for ever. A ban without its begin and a counter is the
   * least work for the kernel.
   */
  private long left(long expires) {
    return expires == NEVER ? 0 : span(now, expires);
  }

  /** Milliseconds between, at most as long as the longest ban: the kernel refuses more. */
  static long span(long from, long until) {
    return Math.clamp(until - from, 1, Lifetime.MAX_MILLIS);
  }

  private void write(ElementWriter elements, byte[] key, Pending own, int i) {
    write(ruleset, elements, key, own.since[i], own.expires[i], own.dropped[i], now);
  }

  /** Writes one ban with its lifetime, the time that is left, and its count of dropped packets. */
  public static void write(
      Ruleset ruleset,
      ElementWriter elements,
      byte[] key,
      long since,
      long expires,
      long dropped,
      long now) {
    if (expires == NEVER) {
      elements.element(key, 0, 0, dropped, 0);
      return;
    }
    long left = span(now, expires);
    long whole = ruleset.markedAtLeast(Math.max(left, span(since, expires)));
    elements.element(key, whole, left, dropped, 0);
  }

  /** Runs {@code work} before the first transaction is committed, while that is being filled. */
  void before(Runnable work) {
    hand(new Transaction(), 0, () -> done(work));
  }

  private static boolean done(Runnable work) {
    work.run();
    return true;
  }

  /** Hands the transaction over to the kernel, and begins the next one. */
  private void next() {
    writeAll();
    Transaction full = transaction;
    // After a transaction that failed, the kernel must not get those behind it.
    hand(full, inBatch, () -> !failed && commit.test(full));
    transaction = committing.size() > AHEAD ? await(committing.remove()) : new Transaction();
    inBatch = 0;
    limit = Math.min(batch, 2 * limit);
    now = clock.millis();
  }

  private void hand(Transaction handed, int bans, BooleanSupplier work) {
    ExecutorService thread = committer;
    if (thread == null) {
      thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("load").factory());
      committer = thread;
    }
    committing.add(new Committing(handed, bans, thread.submit(() -> attempt(work))));
  }

  private boolean attempt(BooleanSupplier work) {
    try {
      return work.getAsBoolean();
    } catch (RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  void finish() {
    writeAll();
    if (complete) {
      boolean intoExisting = batch != ALL;
      Firewall.loadNetworks(transaction, ruleset, networks, clock.instant(), intoExisting);
    }
    while (!committing.isEmpty()) await(committing.remove());
    if (!transaction.isEmpty() && !commit.test(transaction)) rejected += inBatch;
  }

  /** Waits for a transaction, and returns it empty for use again. */
  private Transaction await(Committing first) {
    try {
      if (!first.done.get()) rejected += first.bans;
      return first.transaction.clear();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw new IllegalStateException("load bans", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while loading bans", e);
    }
  }

  /** Number of bans that did not fit into their set. */
  long rejected() {
    return rejected;
  }

  @Override
  public void close() {
    failed = true;
    if (committer != null) committer.close();
  }
}
