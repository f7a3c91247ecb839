package org.portsnare.guard;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.firewall.Enforcer;
import org.portsnare.firewall.Found;
import org.portsnare.store.LedgerKeeper;

/**
 * Gives the kernel back what it had of some prefixes before a command that has failed. The ledger
 * knows that, once it has forgotten the command; what only the kernel knew is noted beforehand.
 */
public final class Undo {
  private final LedgerKeeper keeper;
  private final Enforcer enforcer;
  private final InstantSource clock;
  private final List<Term> unwritten = new ArrayList<>();
  private boolean networks;

  Undo(LedgerKeeper keeper, Enforcer enforcer, InstantSource clock) {
    this.keeper = keeper;
    this.enforcer = enforcer;
    this.clock = clock;
  }

  /** Notes bans of these prefixes that come from hits which are still to be written. */
  void note(List<Prefix> prefixes) {
    List<Prefix> addresses = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      if (enforcer.isNetwork(prefix)) networks = true;
      else if (keeper.ledger().active(prefix).isEmpty()) addresses.add(prefix);
    }
    Found found = enforcer.lookUp(addresses);
    long now = clock.millis();
    for (int i = 0; i < addresses.size(); i++) {
      if (!found.has(i)) continue;
      long end = found.left(i) == 0 ? BanSink.NEVER : now + found.left(i);
      unwritten.add(new Term(addresses.get(i), now, end, Math.max(0, found.dropped(i))));
    }
  }

  /**
   * Forgets what was written, and makes the kernel as it was.
   *
   * @param noted the prefixes that were noted, in batches
   */
  void run(Iterable<List<Prefix>> noted, BanPolicy policy, RuntimeException why) {
    try {
      keeper.forget();
      for (List<Prefix> prefixes : noted) putBack(prefixes);
      enforcer.update(unwritten);
      if (networks) enforcer.loadNetworks(keeper.ledger().networks(policy));
    } catch (RuntimeException e) {
      // The next pass makes them equal.
      why.addSuppressed(e);
    }
  }

  private void putBack(List<Prefix> prefixes) {
    List<Prefix> free = new ArrayList<>();
    List<Term> banned = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      if (enforcer.isNetwork(prefix)) continue;
      keeper
          .ledger()
          .active(prefix)
          .map(Ban::term)
          .ifPresentOrElse(banned::add, () -> free.add(prefix));
    }
    // First what makes room.
    enforcer.remove(free);
    enforcer.update(banned);
  }
}
