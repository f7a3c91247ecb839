package org.portsnare.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.portsnare.ban.Ban;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Transaction;

/**
 * Takes a stream of bans and puts them into transactions, one at the end or one every so many. Bans
 * of networks are gathered and loaded last, because their ranges depend on one another.
 */
final class BanLoader implements Consumer<Ban> {
  private final Ruleset ruleset;
  private final Instant now;
  private final Predicate<Transaction> commit;
  private final int batch;
  private final boolean complete;
  private final Map<String, List<Ban>> waiting = new HashMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  private final ToLongFunction<Set> countOf;
  private final List<Ban> networks = new ArrayList<>();
  private Transaction transaction;
  private int inBatch;
  private long rejected;

  /** Puts everything into {@code transaction}, which the caller commits. */
  BanLoader(Ruleset ruleset, Instant now, Transaction transaction) {
    this.ruleset = ruleset;
    this.now = now;
    this.transaction = transaction;
    this.commit = _ -> true;
    this.batch = Integer.MAX_VALUE;
    this.complete = true;
    this.countOf = _ -> 0;
  }

  /**
   * Hands a transaction to {@code commit} after every {@code batch} bans.
   *
   * @param commit says false if a set is full; the transaction has come to nothing then
   * @param complete whether these are all bans there are, so that those of networks are replaced
   */
  BanLoader(
      Ruleset ruleset,
      Instant now,
      Predicate<Transaction> commit,
      int batch,
      boolean complete,
      ToLongFunction<Set> countOf) {
    this.ruleset = ruleset;
    this.now = now;
    this.transaction = new Transaction();
    this.commit = commit;
    this.batch = batch;
    this.complete = complete;
    this.countOf = countOf;
  }

  @Override
  public void accept(Ban ban) {
    Set set = ruleset.setOf(ban.prefix());
    if (set.isInterval()) {
      networks.add(ban);
      return;
    }
    Instant expires = ban.expires();
    if (expires != null && !expires.isAfter(now)) return;
    long count = counts.computeIfAbsent(set.name(), _ -> countOf.applyAsLong(set));
    if (count >= set.size()) {
      rejected++;
      return;
    }
    counts.put(set.name(), count + 1);
    waiting.computeIfAbsent(set.name(), _ -> new ArrayList<>()).add(ban);
    if (++inBatch % CHUNK == 0) write();
    if (inBatch >= batch) next();
  }

  /** Bans are kept as objects only until so many of them can be written as bytes. */
  private static final int CHUNK = 1_000;

  private void write() {
    for (Set set : ruleset.sets()) {
      List<Ban> bans = waiting.remove(set.name());
      if (bans == null) continue;
      try (ElementWriter elements = transaction.addElements(set)) {
        for (Ban ban : bans) write(elements, ban, now);
      }
    }
  }

  /** Writes one ban with what is left of it and what it has dropped so far. */
  static void write(ElementWriter elements, Ban ban, Instant now) {
    Instant expires = ban.expires();
    if (expires == null) {
      elements.element(ban.prefix().address(), 0, 0, ban.dropped(), 0);
      return;
    }
    long left = Math.max(1, Duration.between(now, expires).toMillis());
    long whole = Math.max(left, Duration.between(ban.since(), expires).toMillis());
    elements.element(ban.prefix().address(), whole, left, ban.dropped(), 0);
  }

  private void next() {
    write();
    commit();
    transaction = new Transaction();
    inBatch = 0;
  }

  void finish() {
    write();
    networks.removeIf(ban -> ban.expires() != null && !ban.expires().isAfter(now));
    if (complete) {
      boolean intoExisting = batch != Integer.MAX_VALUE;
      Firewall.loadNetworks(transaction, ruleset, networks, now, intoExisting);
    }
    commit();
  }

  private void commit() {
    if (!transaction.isEmpty() && !commit.test(transaction)) rejected += inBatch;
  }

  /** How many bans did not fit into their set. */
  long rejected() {
    return rejected;
  }
}
