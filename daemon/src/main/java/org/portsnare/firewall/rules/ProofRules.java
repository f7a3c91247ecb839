package org.portsnare.firewall.rules;

import static org.portsnare.firewall.rules.Ruleset.FAMILIES;
import static org.portsnare.firewall.rules.TcpFlags.Flag.ACK;
import static org.portsnare.firewall.rules.TcpFlags.Flag.SYN;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Trigger;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.expr.Limit;

/**
 * Writes the chains by which a sender completes a handshake with a trap: synproxy answers its SYN
 * with a SYN cookie, and sends a SYN of its own when the cookie comes back.
 *
 * <p>Set {@code asked} has the shards of senders that were asked within the last minute and not
 * banned, and of banned senders that answer. Each shard has a limit of answers, because a cookie
 * can be guessed. The set is never full. An ACK of any other sender gets the reset of a closed
 * port.
 */
final class ProofRules {
  /**
   * Budget per second and shard. An answer costs two, because finding an element uses its limit
   * like a packet. A flood of 200,000 forged ACKs per second takes 6 from each of the 65,536
   * shards. Guessing the cookie of one sender takes about 2^29 answers, which takes two years.
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
   * The chain for a SYN that is asked for proof and bans nobody: the note lets its answer through.
   * A SYN that bans needs no note; the note is most of the cost of a flood.
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

  /** Lets a banned sender complete its handshake with the trap, and nothing else. */
  void banned(Chain chain) {
    rules.add(
        Match.in(chain)
            .tcpPortIn(ruleset.traps().name())
            .flags(TcpFlags.STEPS, TcpFlags.ACK)
            .jump(proof()));
    for (boolean ipv6 : FAMILIES) rules.add(said(chain, ipv6));
  }

  /** Keeps some packets of a sender that has completed a handshake. */
  private RuleText said(Chain chain, boolean ipv6) {
    return RuleList.wholeIn(chain, ruleset.proven(ipv6), ipv6)
        .limitSender(ruleset.said(ipv6).name(), RuleList.whole(ipv6), SAID)
        .log(Ruleset.SAID, rules.group(), Ruleset.SAID_LENGTH)
        .end();
  }

  private Chain proof() {
    Chain chain = rules.chain("proof");
    // Packets to a service on that port, here or behind this machine, must not pass. Without
    // tracking, none reaches a published port.
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
    // From a banned sender, see proof(): no note is needed that it was asked, because its SYN
    // banned it.
    rules.add(Match.in(chain).untracked().goTo(limited));
    for (boolean ipv6 : FAMILIES) rules.add(notAsked(chain, ipv6).accept());
    rules.add(Match.in(chain).goTo(limited));
    return chain;
  }

  /** Limits the rate of answers; otherwise cookies could be guessed. */
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
    // Broadcast and anycast addresses have no traps.
    rules.add(Match.in(chain).notForUs().accept());
    rules.allowed(chain);
    rules.add(Match.in(chain).hasSocket().accept());
    TcpFlags syn = TcpFlags.SYN;
    rules.add(Match.in(chain).flags(TcpFlags.STEPS, syn).goTo(cookie()));
    // Nothing but an ACK: a sender that gets an answer to a SYN that it never sent sends a RST,
    // which must not count as proof.
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
    // A SYN and ACK of synproxy, whose window of zero keeps the sender silent until a server
    // answers. We want to hear the sender.
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
            // Before connection tracking, only a SYN of synproxy has a connection.
            .beginsConnection()
            .goTo(proven()));
  }

  /**
   * Catches the SYN that synproxy sends to the server, for a sender that has brought a cookie back.
   * There is no server.
   */
  private Chain proven() {
    Chain chain = rules.chain("proven");
    for (boolean ipv6 : FAMILIES) {
      // Another program's synproxy, in front of a real service: its clients were not asked here.
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
      // The hits of this sender were counted: it is found only after enough hits.
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
    // Before the ban, because a full set of bans drops the packet.
    rules.add(Match.in(chain).jump(bans.confirm()));
    rules.add(rules.log(chain, Trigger.HANDSHAKE).count(Ruleset.PROVED).end());
    rules.add(Match.in(chain).jump(bans.confirmed()));
    rules.add(Match.in(chain).drop());
    return chain;
  }
}
