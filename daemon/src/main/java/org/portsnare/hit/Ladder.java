package org.portsnare.hit;

import java.util.List;
import java.util.Optional;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Step;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.Offenders;

/** Where a network has enough distinct offenders, the network itself is banned. */
public final class Ladder {
  private Ladder() {}

  /**
   * Notes a new ban in the networks around it, and bans the widest of them that has enough.
   *
   * @return the ban of that network, which is in the ledger now and not yet in the kernel
   */
  static Optional<Ban> grow(Ledger ledger, Ruleset ruleset, Ban ban) {
    List<Step> ladder = ruleset.config().ban().policy().ladder(ban.prefix().ipv6());
    Optional<Ban> widest = Optional.empty();
    for (Step step : ladder) {
      if (step.length() >= ban.prefix().length()) continue;
      Prefix network = ban.prefix().widened(step.length());
      Offenders offenders = ledger.offenders();
      offenders.add(network, ban.prefix());
      int count = offenders.count(network);
      boolean enough = count >= step.offenders() && ruleset.mayBan(network);
      if (enough && ledger.active(network).isEmpty()) {
        widest = Optional.of(network(ledger, ruleset, ban, network, count));
      }
    }
    widest.ifPresent(wide -> ledger.insert(wide, null));
    return widest;
  }

  private static Ban network(
      Ledger ledger, Ruleset ruleset, Ban last, Prefix network, int offenders) {
    int nth = ledger.bansOf(network) + 1;
    return new Ban(
        network,
        last.since(),
        ruleset.config().ban().policy().lifetime(nth, Evidence.PROBABLE).end(last.since()),
        false,
        Trigger.LADDER,
        Evidence.PROBABLE,
        "",
        0,
        0,
        0,
        nth,
        offenders + " offenders inside, the last one " + last.prefix(),
        last.interfaceName());
  }

  /** Notes all active bans, as after a change of the ladder. */
  public static void begin(Ledger ledger, Ruleset ruleset) {
    ledger.offenders().clear();
    if (ruleset.config().ban().policy().ladder(false).isEmpty()
        && ruleset.config().ban().policy().ladder(true).isEmpty()) {
      return;
    }
    ledger.forEachActive(
        ban -> {
          if (ban.trigger() == Trigger.BROWSER) return;
          for (Step step : ruleset.config().ban().policy().ladder(ban.prefix().ipv6())) {
            if (step.length() >= ban.prefix().length()) continue;
            ledger.offenders().add(ban.prefix().widened(step.length()), ban.prefix());
          }
        });
    ledger.commit();
  }
}
