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
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Transaction;

/**
 * Takes a stream of bans and puts them into transactions, one at the end or one every so many. Bans
 * of networks are gathered and loaded last, because their ranges depend on one another.
 *
 * <p>While the kernel works on one transaction, on a thread of its own, the next ones are filled.
 */
final class BanLoader implements BanSink, AutoCloseable {
  /** Bans of one set that wait to be written behind one another. */
  private static final int CHUNK = 1_000;

  /** As many bans as there are, in a transaction that the caller commits. */
  private static final int ALL = Integer.MAX_VALUE;

  /** Transactions that are handed over before the first of them is waited for. */
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

  /** The first transactions are small, so that the kernel soon has something to do. */
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

    /** How many the set has, with those here and on their way. */
    long count;

    Pending(Set set, long count) {
      this.set = set;
      this.count = count;
    }
  }

  /** A transaction that the kernel is to work on, and whether it did. */
  private record Committing(Transaction transaction, int bans, Future<Boolean> done) {}

  /** Puts everything into {@code transaction}, which the caller commits. */
  BanLoader(Ruleset ruleset, InstantSource clock, Transaction transaction) {
    this(ruleset, clock, transaction, _ -> true, ALL, true, _ -> 0);
  }

  /**
   * Hands a transaction to {@code commit} after every {@code batch} bans.
   *
   * @param commit says false if a set is full; the transaction has come to nothing then
   * @param complete whether these are all bans there are, so that those of networks are replaced
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

  /** Takes one ban whose begin and count the kernel is not told. */
  @Override
  public void accept(Prefix prefix, long expires, long dropped) {
    add(prefix, 0, expires, dropped);
  }

  /** Takes one ban with all there is to know of it. */
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

  /** What is left of a ban: as if it began now, without a counter, is the least for the kernel. */
  private long left(long expires) {
    return expires == NEVER ? 0 : span(now, expires);
  }

  /** Milliseconds between; what is longer than the longest ban there is the kernel would refuse. */
  static long span(long from, long until) {
    return Math.clamp(until - from, 1, Lifetime.MAX_MILLIS);
  }

  private void write(ElementWriter elements, byte[] key, Pending own, int i) {
    write(ruleset, elements, key, own.since[i], own.expires[i], own.dropped[i], now);
  }

  /** Writes one ban with its whole life, what is left of it and what it has dropped so far. */
  static void write(
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

  /** Has {@code work} done in front of the first transaction, while that is filled. */
  void before(Runnable work) {
    hand(new Transaction(), 0, () -> done(work));
  }

  private static boolean done(Runnable work) {
    work.run();
    return true;
  }

  /** Hands what there is over to the kernel, and begins the next transaction. */
  private void next() {
    writeAll();
    Transaction full = transaction;
    // What was handed over behind one that failed is not to be seen by the kernel.
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

  /** Returns the transaction, empty. */
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

  /** How many bans did not fit into their set. */
  long rejected() {
    return rejected;
  }

  @Override
  public void close() {
    failed = true;
    if (committer != null) committer.close();
  }
}
