package org.portsnare.firewall;

import static org.portsnare.firewall.Ruleset.FAMILIES;
import static org.portsnare.firewall.TcpFlags.Flag.ACK;
import static org.portsnare.firewall.TcpFlags.Flag.SYN;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Trigger;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.expr.Limit;

/**
 * The chains by which a sender completes a handshake with a trap: synproxy answers its SYN with a
 * SYN cookie, and sends a SYN of its own when the cookie comes back.
 *
 * <p>Set {@code asked} has the shards of senders that were asked and not banned within the last
 * minute, or that are banned and answer, and how many answers each shard may still try: a cookie
 * can be guessed. It is never full. An ACK of any other sender gets the reset of a closed port.
 */
final class ProofRules {
  /**
   * Budget per second and shard; an answer costs two, as to find an element uses its limit like a
   * packet. A flood of 200,000 forged ACKs per second takes 6 of each of the 65,536 shards; to
   * guess the cookie of one sender takes about 2^29 answers, which is two years.
   */
  private static final Limit ANSWERS = new Limit(16, Limit.SECOND, 32, false);

  private static final Limit SAID =
      new Limit(Ruleset.SAID_PACKETS, Limit.DAY, Ruleset.SAID_PACKETS, false);

  private final RuleList rules;
  private final Ruleset ruleset;
  private final BanRules bans;
  private final @Nullable Chain invite;

  ProofRules(RuleList rules, BanRules bans) {
    this.rules = rules;
    this.bans = bans;
    ruleset = rules.ruleset();
    invite = ruleset.asks() ? invite() : null;
  }

  // --- prerouting ------------------------------------------------------------------------------

  /**
   * Where a SYN goes that is asked for proof and bans nobody: its answer is let through because of
   * this note. A SYN that bans needs none, which is most of what a flood costs.
   */
  private Chain invite() {
    Chain chain = rules.chain("invite");
    for (boolean ipv6 : FAMILIES) {
      String asked = ruleset.asked(ipv6).name();
      rules.add(Match.in(chain).renewSender(asked, AddressKey.shard(ipv6), ANSWERS).accept());
    }
    return chain;
  }

  Chain invited() {
    return Objects.requireNonNull(invite, "nobody is asked for proof");
  }

  /** The one thing that a banned sender may do: complete its handshake with the trap. */
  void banned(Chain chain) {
    rules.add(
        Match.in(chain)
            .tcpPortIn(ruleset.traps().name())
            .flags(TcpFlags.STEPS, TcpFlags.ACK)
            .jump(proof()));
    for (boolean ipv6 : FAMILIES) rules.add(said(chain, ipv6));
  }

  /** Keeps a little of what comes from a sender that has completed a handshake. */
  private RuleText said(Chain chain, boolean ipv6) {
    return RuleList.wholeIn(chain, ruleset.proven(ipv6), ipv6)
        .limitSender(ruleset.said(ipv6).name(), RuleList.whole(ipv6), SAID)
        .log(Ruleset.SAID, rules.group(), Ruleset.SAID_LENGTH)
        .end();
  }

  private Chain proof() {
    Chain chain = rules.chain("proof");
    // A service on that port is none of its business, here or behind this machine; without
    // tracking, no published port is.
    rules.add(Match.in(chain).notForUs().returned());
    rules.add(Match.in(chain).hasSocket().returned());
    for (boolean ipv6 : FAMILIES) {
      rules.add(RuleList.wholeIn(chain, ruleset.proven(ipv6), ipv6).returned());
    }
    rules.add(Match.in(chain).notrack());
    rules.add(Match.in(chain).accept());
    return chain;
  }

  private Match notAsked(Chain chain, boolean ipv6) {
    return Match.in(chain).senderNotIn(ruleset.asked(ipv6).name(), AddressKey.shard(ipv6));
  }

  /** An ACK to a trap, which may bring a cookie back. */
  Chain answer() {
    Chain chain = rules.chain("answer");
    Chain limited = limited();
    // Of a banned sender, see proof(): whether it was asked need not be known, its SYN banned it.
    rules.add(Match.in(chain).untracked().goTo(limited));
    for (boolean ipv6 : FAMILIES) rules.add(notAsked(chain, ipv6).accept());
    rules.add(Match.in(chain).goTo(limited));
    return chain;
  }

  /** Not often, or cookies could be guessed. */
  private Chain limited() {
    Chain chain = rules.chain("limited");
    for (boolean ipv6 : FAMILIES) {
      String asked = ruleset.asked(ipv6).name();
      rules.add(Match.in(chain).limitSender(asked, AddressKey.shard(ipv6), ANSWERS).accept());
    }
    rules.add(Match.in(chain).count(Ruleset.GUESSED).drop());
    return chain;
  }

  // --- input -----------------------------------------------------------------------------------

  Chain ask() {
    Chain chain = rules.chain("ask");
    // Nor for broadcast and anycast addresses, which no trap looks at.
    rules.add(Match.in(chain).notForUs().accept());
    rules.allowed(chain);
    rules.add(Match.in(chain).hasSocket().accept());
    TcpFlags syn = TcpFlags.SYN;
    rules.add(Match.in(chain).flags(TcpFlags.STEPS, syn).goTo(cookie()));
    // Nothing else: a sender that gets an answer to a SYN it never sent resets, and must not prove
    // itself by that.
    for (boolean ipv6 : FAMILIES) {
      Match ack = Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.ACK);
      rules.add(ack.senderIn(ruleset.asked(ipv6).name(), AddressKey.shard(ipv6)).synproxy());
    }
    return chain;
  }

  private Chain cookie() {
    Chain chain = rules.chain("cookie");
    rules.add(Match.in(chain).invalid().accept());
    rules.add(Match.in(chain).tcp().synproxy());
    return chain;
  }

  // --- output ----------------------------------------------------------------------------------

  void output() {
    Chain chain = rules.chain("output", Chain.HookPoint.OUTPUT, Chain.NF_IP_PRI_RAW);
    // Of synproxy, which waits for a server before it lets the sender speak. We want to hear it.
    rules.add(
        Match.in(chain)
            .tcpSourcePortIn(ruleset.traps().name())
            .flags(TcpFlags.STEPS, TcpFlags.of(SYN, ACK))
            .openWindow(Ruleset.SAID_LENGTH)
            .end());
    rules.add(
        Match.in(chain)
            .tcpPortIn(ruleset.traps().name())
            .flags(TcpFlags.STEPS, TcpFlags.SYN)
            .notFromUs()
            // Before connection tracking only a SYN of synproxy has a connection.
            .beginsConnection()
            .goTo(proven()));
  }

  /** For a sender that has brought a cookie back synproxy connects to the server; there is none. */
  private Chain proven() {
    Chain chain = rules.chain("proven");
    for (boolean ipv6 : FAMILIES) {
      // Another program's synproxy, before a service of its own: its clients were not asked here.
      rules.add(notAsked(chain, ipv6).accept());
    }
    for (boolean ipv6 : FAMILIES) {
      rules.add(RuleList.wholeIn(chain, ruleset.proven(ipv6), ipv6).drop());
    }
    Chain caught = caughtProven();
    int hits = rules.config().traps().hits();
    if (hits == 1) {
      rules.add(Match.in(chain).goTo(caught));
      return chain;
    }
    for (boolean ipv6 : FAMILIES) counted(chain, ipv6, hits, caught);
    rules.add(Match.in(chain).count(Ruleset.BELOW).drop());
    return chain;
  }

  /** Only proof gets a sender into {@code proofs}: no forged packet can fill it. */
  private void counted(Chain chain, boolean ipv6, int hits, Chain caught) {
    if (!ruleset.onlyProofBans()) {
      // Its hits were counted: it is found only once they were enough.
      rules.add(rules.banKeyIn(chain, ruleset.score(ipv6), ipv6).goTo(caught));
    }
    String proofs = ruleset.proofs(ipv6).name();
    rules.add(Match.in(chain).countSender(proofs, rules.banKey(ipv6), hits).goTo(caught));
  }

  private Chain caughtProven() {
    Chain chain = rules.chain("caught_proven");
    for (boolean ipv6 : FAMILIES) {
      String proven = ruleset.proven(ipv6).name();
      rules.add(Match.in(chain).addSender(proven, RuleList.whole(ipv6), 0).end());
    }
    for (boolean ipv6 : FAMILIES) {
      String unserved = ruleset.unserved(ipv6).name();
      rules.add(Match.in(chain).removeSender(unserved, rules.banKey(ipv6)).end());
    }
    // Before the ban: a set of bans that is full drops the packet.
    rules.add(Match.in(chain).jump(bans.confirm()));
    rules.add(rules.log(chain, Trigger.HANDSHAKE).count(Ruleset.PROVED).end());
    rules.add(Match.in(chain).jump(bans.confirmed()));
    rules.add(Match.in(chain).drop());
    return chain;
  }
}
