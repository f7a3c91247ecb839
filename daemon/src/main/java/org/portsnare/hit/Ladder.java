package org.portsnare.hit;

import java.util.List;
import java.util.Optional;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Step;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.Offenders;

/** Where a network has enough distinct offenders, the network itself is banned. */
public final class Ladder {
  /** In the ledger: for which steps its offenders are noted. */
  private static final String NOTED = "ladder";

  private Ladder() {}

  /**
   * Notes a new ban in the networks around it, and bans the widest of them that has enough.
   *
   * @return the ban of that network, which is in the ledger now and not yet in the kernel
   */
  static Optional<Ban> grow(Ledger ledger, Ruleset ruleset, Ban ban) {
    BanPolicy policy = ruleset.config().ban().policy();
    if (!counts(policy, ban)) return Optional.empty();
    List<Step> ladder = policy.ladder(ban.prefix().ipv6());
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
        new Ban.Touched("", 0, last.interfaceName()),
        0,
        0,
        nth,
        offenders + " offenders inside, the last one " + last.prefix());
  }

  /** As {@link #begin}, whatever was noted: bans have come back that had ended. */
  public static void again(Ledger ledger, Ruleset ruleset) {
    ledger.setMeta(NOTED, "");
    begin(ledger, ruleset);
  }

  /** Notes all active bans, if the ladder is another one than those were noted for. */
  public static void begin(Ledger ledger, Ruleset ruleset) {
    BanPolicy policy = ruleset.config().ban().policy();
    String ladder = policy.ladder(false) + " " + policy.ladder(true);
    if (ledger.meta(NOTED).filter(ladder::equals).isPresent()) return;
    ledger.offenders().clear();
    for (boolean ipv6 : new boolean[] {false, true}) {
      List<Step> steps = policy.ladder(ipv6);
      if (!steps.isEmpty()) ledger.forEachActive(ipv6, ban -> note(ledger, policy, steps, ban));
    }
    ledger.setMeta(NOTED, ladder);
    ledger.commit();
  }

  /** Who has touched a closed port once is no reason to ban the network around it for days. */
  private static boolean counts(BanPolicy policy, Ban ban) {
    if (ban.trigger() == Trigger.CLOSED && policy.expireClosed() != null) return ban.nth() > 1;
    return ban.trigger() != Trigger.BROWSER;
  }

  private static void note(Ledger ledger, BanPolicy policy, List<Step> steps, Ban ban) {
    if (!counts(policy, ban)) return;
    for (Step step : steps) {
      if (step.length() >= ban.prefix().length()) continue;
      ledger.offenders().add(ban.prefix().widened(step.length()), ban.prefix());
    }
  }
}
