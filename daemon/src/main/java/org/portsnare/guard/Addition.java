package org.portsnare.guard;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.firewall.Enforcer;
import org.portsnare.ledger.Ledger;
import org.portsnare.store.LedgerKeeper;

/**
 * Bans that are added in one step or in many: all of them or none. The addresses of a step are in
 * the kernel at once; the ledger has all of it with the last one. On the worker's thread, and
 * nothing else is written meanwhile. It takes no memory that grows with the number of steps.
 */
public final class Addition {
  /** Networks that are put into the kernel together: each time takes some milliseconds. */
  private static final int MANY = 5_000;

  private final LedgerKeeper keeper;
  private final Enforcer enforcer;
  private final BanPolicy policy;
  private final Undo undo;

  /** Networks that are still to be put into the kernel. */
  private final List<Ban> networks = new ArrayList<>();

  private boolean reload;

  Addition(LedgerKeeper keeper, Enforcer enforcer, InstantSource clock, BanPolicy policy) {
    this.keeper = keeper;
    this.enforcer = enforcer;
    this.policy = policy;
    undo = new Undo(keeper, enforcer, clock);
  }

  /**
   * Adds some. The kernel may refuse them, for example because a set is full: then {@link #undo}.
   *
   * @param bans which may replace bans of the same prefixes
   * @param prolonged bans that are there already, with a later end
   */
  void step(List<Ban> bans, List<Ban> prolonged) {
    List<Ban> all = Stream.concat(bans.stream(), prolonged.stream()).toList();
    undo.note(all.stream().map(Ban::prefix).toList());
    List<Ban> wide = all.stream().filter(ban -> enforcer.isNetwork(ban.prefix())).toList();
    boolean fresh = wide.stream().allMatch(ban -> ledger().active(ban.prefix()).isEmpty());
    for (Ban ban : bans) {
      ledger().end(ban.prefix(), ban.since(), "replaced");
      ledger().insert(ban, null);
    }
    prolonged.forEach(ledger()::prolong);
    enforcer.update(terms(all, _ -> true));
    if (!wide.isEmpty()) take(wide, fresh);
    enforcer.confirm(terms(all, ban -> ban.evidence() == Evidence.CONFIRMED));
  }

  private void take(List<Ban> some, boolean fresh) {
    reload |= !fresh;
    if (!reload) networks.addAll(some);
    if (networks.size() >= MANY) addNetworks();
  }

  /** Those that were not there before are put in alone, if they stand apart from all others. */
  private void addNetworks() {
    if (!reload && !networks.isEmpty()) reload = !enforcer.addNetworks(networks);
    networks.clear();
  }

  private List<Term> terms(List<Ban> bans, Predicate<Ban> which) {
    return bans.stream()
        .filter(ban -> !enforcer.isNetwork(ban.prefix()))
        .filter(which)
        .map(Ban::term)
        .toList();
  }

  /** Writes all of it. */
  void commit() {
    addNetworks();
    if (reload) enforcer.loadNetworks(ledger().networks(policy));
    ledger().commit();
  }

  /**
   * Makes ledger and kernel as they were.
   *
   * @param touched the prefixes of the steps, that of the one that failed too, in batches
   */
  void undo(Iterable<List<Prefix>> touched, RuntimeException why) {
    undo.run(touched, policy, why);
  }

  private Ledger ledger() {
    return keeper.ledger();
  }
}
