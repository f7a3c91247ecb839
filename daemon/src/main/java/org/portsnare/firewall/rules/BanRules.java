package org.portsnare.firewall.rules;

import static org.portsnare.firewall.rules.Ruleset.FAMILIES;

import java.util.function.Function;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Trigger;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.expr.Limit;

/** Writes the chains that put a sender into a set. */
final class BanRules {
  /** Maximum rate of "missed" events: if a set is full, every packet to a trap is one. */
  private static final Limit MISSED = new Limit(20_000, Limit.SECOND, 20_000, false);

  /**
   * Maximum number of new bans that get a counter at once, per second and rule. The others get one
   * from the next pass of the reconciler. The kernel makes counters one at a time, for all
   * processors; one takes longer than the rest of a ban.
   */
  private static final Limit COUNTED = new Limit(1_000, Limit.SECOND, 1_000, false);

  private final RuleList rules;
  private final Ruleset ruleset;
  private final Chain probable;

  BanRules(RuleList rules) {
    this.rules = rules;
    ruleset = rules.ruleset();
    probable = rules.observes() ? observed() : ban("ban", Evidence.PROBABLE, this::full);
  }

  /**
   * Bans or records the sender of a packet that may be forged; drops the packet if the set is full.
   */
  Chain probable() {
    return probable;
  }

  /** As {@link #probable}, for a SYN to a port on which nothing listens. */
  Chain closed() {
    Lifetime closed = rules.config().ban().policy().lifetime(1, Evidence.PROBABLE, Trigger.CLOSED);
    if (rules.observes() || closed.equals(first(Evidence.PROBABLE))) return probable;
    return ban("ban_closed", closed, false, this::full);
  }

  /**
   * As {@link #probable}, for a SYN whose sender is asked for proof. If the set is full, the sender
   * is asked too, because there is room for senders that are real. Chain {@code invite} lets the
   * answer in.
   */
  Chain asking(Chain invite) {
    return ban("ban_asking", Evidence.PROBABLE, chain -> fullAsks(chain, invite));
  }

  /** Bans a sender that has proved itself; drops the packet if the set is full. */
  Chain confirmed() {
    Lifetime confirmed = first(Evidence.CONFIRMED);
    boolean same =
        confirmed.equals(first(Evidence.PROBABLE))
            && rules.config().ban().policy().expireClosed() == null;
    return same ? probable : ban("ban_confirmed", Evidence.CONFIRMED, this::full);
  }

  private Lifetime first(Evidence evidence) {
    return rules.config().ban().policy().first(evidence);
  }

  /** Puts the sender into its set and returns; {@code full} is the rule for a set that is full. */
  private Chain ban(String name, Evidence evidence, Function<Chain, RuleText> full) {
    // A sender that is banned already, for a shorter time, gets the time of a confirmed ban.
    return ban(name, first(evidence), evidence == Evidence.CONFIRMED, full);
  }

  private Chain ban(String name, Lifetime lifetime, boolean renew, Function<Chain, RuleText> full) {
    Chain chain = rules.chain(name);
    long millis = ruleset.marked(lifetime.millis());
    for (boolean ipv6 : FAMILIES) {
      if (ruleset.isWide(ipv6)) {
        rules.add(near(chain, ipv6).goTo(nearBan(name, ipv6, millis, renew, full)));
      }
      into(chain, ruleset.banned(ipv6), rules.banKey(ipv6), millis, renew);
    }
    rules.add(missed(chain));
    rules.add(full.apply(chain));
    return chain;
  }

  /** Matches senders of which only the single address may be banned. */
  private Match near(Chain chain, boolean ipv6) {
    return RuleList.wholeIn(chain, ruleset.near(ipv6), ipv6);
  }

  private void into(Chain chain, Set set, AddressKey key, long millis, boolean renew) {
    Match counted = Match.in(chain).family(key.ipv6()).limit(COUNTED);
    Match plain = Match.in(chain);
    String name = set.name();
    if (renew) {
      rules.add(counted.updateCounted(name, key, millis).returned());
      rules.add(plain.updateSender(name, key, millis).returned());
    } else {
      rules.add(counted.addCounted(name, key, millis).returned());
      rules.add(plain.addSender(name, key, millis).returned());
    }
  }

  private Chain nearBan(
      String name, boolean ipv6, long millis, boolean renew, Function<Chain, RuleText> full) {
    Chain chain = rules.chain(name + "_near" + Ruleset.digit(ipv6));
    into(chain, ruleset.hosts(ipv6), RuleList.whole(ipv6), millis, renew);
    rules.add(missed(chain));
    rules.add(full.apply(chain));
    return chain;
  }

  /** Notes that the sender is real, with the width and the time of its ban; and returns. */
  Chain confirm() {
    Chain chain = rules.chain("confirm");
    long millis = first(Evidence.CONFIRMED).millis();
    for (boolean ipv6 : FAMILIES) {
      if (ruleset.isWide(ipv6)) {
        String hosts = ruleset.confirmedHosts(ipv6).name();
        rules.add(near(chain, ipv6).updateSender(hosts, RuleList.whole(ipv6), millis).returned());
        rules.add(near(chain, ipv6).returned());
      }
      String confirmed = ruleset.confirmed(ipv6).name();
      rules.add(Match.in(chain).updateSender(confirmed, rules.banKey(ipv6), millis).end());
    }
    return chain;
  }

  /** Puts the sender into the set of recorded senders, and returns. */
  Chain observed() {
    Chain chain = rules.chain("observed");
    long millis = first(Evidence.PROBABLE).millis();
    for (boolean ipv6 : FAMILIES) {
      String observed = ruleset.observed(ipv6).name();
      rules.add(Match.in(chain).addCounted(observed, rules.banKey(ipv6), millis).returned());
    }
    rules.add(full(chain));
    return chain;
  }

  /**
   * Reached if the rules before could not add the sender. If the set has room, the kernel had no
   * memory available, as may happen in a flood; then the daemon adds the sender.
   */
  private RuleText missed(Chain chain) {
    return Match.in(chain)
        .limit(MISSED)
        .log(Ruleset.MISSED, rules.group(), Match.SNAP_LENGTH)
        .end();
  }

  /** Reached if the set is full: the trap stays closed anyway. */
  private RuleText full(Chain chain) {
    return rules.drop(Match.in(chain).count(Ruleset.FULL));
  }

  private static RuleText fullAsks(Chain chain, Chain invite) {
    return Match.in(chain).count(Ruleset.FULL).goTo(invite);
  }
}
