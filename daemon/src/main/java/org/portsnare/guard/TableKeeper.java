package org.portsnare.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.portsnare.config.Config;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.TablePort;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.log.Log;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.reconcile.Passes;
import org.portsnare.reconcile.Reconciler;
import org.portsnare.store.LedgerKeeper;

/** Keeps the kernel's table: the rules in force, with every ban of the ledger in it. */
public final class TableKeeper {
  private final TablePort firewall;
  private final LedgerKeeper keeper;
  private final Reconciler reconciler;
  private final Passes passes;
  private final Log log;
  private long rejected;

  TableKeeper(
      TablePort firewall, LedgerKeeper keeper, Reconciler reconciler, Passes passes, Log log) {
    this.firewall = firewall;
    this.keeper = keeper;
    this.reconciler = reconciler;
    this.passes = passes;
    this.log = log;
  }

  /**
   * Makes the table, or takes over that of an earlier daemon with the bans in it.
   *
   * @param rulesetFor what another configuration would be in the kernel
   * @return whether there was one
   */
  boolean start(Config config, Ruleset ruleset, Function<Config, Ruleset> rulesetFor) {
    boolean existed = firewall.tableExists();
    if (!existed) {
      rejected = firewall.make(ruleset, ledger()::enforce);
      // Enforced first, counted then.
      passes.begin();
    } else if (!adopt(config, ruleset, rulesetFor)) {
      rejected = firewall.replace(ruleset, ledger()::enforce);
    }
    keeper.attempt(
        () -> {
          Layout.of(config).note(ledger());
          ledger().commit();
        });
    return existed;
  }

  /** If that does not go its bans are in the ledger afterwards, and it is to be replaced. */
  private boolean adopt(Config config, Ruleset ruleset, Function<Config, Ruleset> rulesetFor) {
    Layout layout = Layout.noted(ledger(), config);
    if (layout.equals(Layout.of(config))) {
      try {
        firewall.apply(ruleset);
        passes.first();
        return true;
      } catch (NetlinkException e) {
        log.notice("table of the earlier daemon does not fit, made anew", "why", e.getMessage());
      }
    }
    List<Firewall.Element> found = new ArrayList<>();
    firewall.bansOf(rulesetFor.apply(layout.in(config)), found::add);
    // The table is about to be made anew from the ledger, so that is all that has to know.
    reconciler.adopt(found, ledger(), ruleset);
    return false;
  }

  /** Puts other rules into force, in place if the kernel can do that. */
  void install(Ruleset ruleset, boolean sameLayout) {
    if (sameLayout) {
      try {
        firewall.apply(ruleset);
        return;
      } catch (NetlinkException e) {
        log.info("rules cannot be changed in place, table made anew", "why", e.getMessage());
      }
    }
    // The sets are made anew: what they have counted goes into the ledger, and from there back.
    passes.whole();
    replace(ruleset);
  }

  /** Makes the table anew, whatever is there, in one transaction. */
  void replace(Ruleset ruleset) {
    rejected = firewall.replace(ruleset, ledger()::enforce);
    warnRejected();
  }

  void warnRejected() {
    if (rejected > 0) {
      log.warn("bans do not fit into the sets, raise ban.max", "bans", rejected);
    }
  }

  /** How many bans did not fit. */
  long rejected() {
    return rejected;
  }

  private Ledger ledger() {
    return keeper.ledger();
  }
}
