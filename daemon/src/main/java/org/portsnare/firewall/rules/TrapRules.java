package org.portsnare.firewall.rules;

import static org.portsnare.firewall.rules.Ruleset.FAMILIES;
import static org.portsnare.firewall.rules.TcpFlags.Flag.ACK;
import static org.portsnare.firewall.rules.TcpFlags.Flag.FIN;
import static org.portsnare.firewall.rules.TcpFlags.Flag.RST;
import static org.portsnare.firewall.rules.TcpFlags.Flag.SYN;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.netfilter.nftables.Chain;

/** Writes the chains that decide which packets are hits, and what happens to their senders. */
final class TrapRules {
  private final RuleList rules;
  private final Ruleset ruleset;
  private final Config config;
  private final BanRules bans;
  private final ProofRules proof;
  private final boolean asks;

  TrapRules(RuleList rules, BanRules bans, ProofRules proof) {
    this.rules = rules;
    this.bans = bans;
    this.proof = proof;
    ruleset = rules.ruleset();
    config = rules.config();
    asks = ruleset.asks();
  }

  // --- any port: packets that no TCP sends -----------------------------------------------------

  Chain stealth() {
    Chain chain = rules.chain("stealth");
    Chain stealthy = stealthy();
    TcpFlags synFin = TcpFlags.of(SYN, FIN);
    TcpFlags synRst = TcpFlags.of(SYN, RST);
    // RFC 9293, 3.10.7: only a SYN or a RST may be without ACK.
    rules.add(Match.in(chain).flags(TcpFlags.of(SYN, RST, ACK), TcpFlags.NONE).goTo(stealthy));
    rules.add(Match.in(chain).flags(synFin, synFin).goTo(stealthy));
    rules.add(Match.in(chain).flags(synRst, synRst).goTo(stealthy));
    return chain;
  }

  /**
   * Accepts harmless packets, and catches the rest. The receiver is tested after the flags, because
   * that takes longer than testing all flags.
   */
  private Chain stealthy() {
    Chain chain = rules.chain("stealthy");
    // The kernel drops a packet that is cut off, and does not answer it.
    rules.add(Match.in(chain).shortHeader().accept());
    if (!config.traps().forwarded()) rules.add(Match.in(chain).notForUs().accept());
    // macOS sends a bare FIN, with timestamps, if a program gives up before its SYN is answered.
    // Without an answer, a scanner learns nothing.
    rules.add(rules.drop(Match.in(chain).flags(TcpFlags.ALL, TcpFlags.FIN).hasOptions()));
    Chain caught = caught(Breaker.STEALTH, Trigger.STEALTH, rules::refuse);
    rules.add(Match.in(chain).wholeHeader().goTo(caught));
    return chain;
  }

  // --- named traps -----------------------------------------------------------------------------

  Chain trap() {
    Chain chain = rules.chain("trap");
    rules.allowed(chain);
    if (config.traps().forwarded()) rules.add(Match.in(chain).forOthers().goTo(forwarded()));
    rules.add(Match.in(chain).notForUs().accept());
    rules.add(Match.in(chain).hasSocket().accept());
    if (asks) {
      rules.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.ACK).goTo(proof.answer()));
    }
    rules.add(Match.in(chain).flagsNot(TcpFlags.STEPS, TcpFlags.SYN).accept());
    rules.add(Match.in(chain).invalid().accept());
    if (ruleset.onlyProofBans()) {
      rules.add(spare(Match.in(chain)));
    } else {
      threshold(chain, caughtSyn());
    }
    return chain;
  }

  /** After the ban, the SYN goes on to synproxy, which asks for proof; otherwise it is refused. */
  private RuleText afterBan(Match match) {
    return asks ? match.accept() : rules.refuse(match);
  }

  /** Goes to {@code caught} from the n-th hit on; earlier hits are dropped. */
  private void threshold(Chain chain, Chain caught) {
    int hits = config.traps().hits();
    if (hits == 1) {
      rules.add(Match.in(chain).goTo(caught));
      return;
    }
    for (boolean ipv6 : FAMILIES) {
      String score = ruleset.score(ipv6).name();
      rules.add(Match.in(chain).countSender(score, rules.banKey(ipv6), hits).goTo(caught));
      // Forged packets can fill the set. The rule asks for "not in the set", because finding an
      // element of this set uses up one of its hits.
      Match uncounted = Match.in(chain).senderNotIn(score, rules.banKey(ipv6));
      if (asks && caught.name().equals(Breaker.SYN.chain())) {
        rules.add(spare(uncounted));
      } else {
        String brief = ruleset.briefScore(ipv6).name();
        rules.add(uncounted.countSender(brief, rules.banKey(ipv6), hits).goTo(caught));
      }
    }
    rules.add(rules.drop(Match.in(chain).count(Ruleset.BELOW)));
  }

  /** Packets that this machine forwards to others, except those of published ports. */
  private Chain forwarded() {
    Chain chain = rules.chain("forwarded");
    rules.add(Match.in(chain).destinationRewritten().accept());
    rules.add(Match.in(chain).flagsNot(TcpFlags.STEPS, TcpFlags.SYN).accept());
    rules.add(Match.in(chain).invalid().accept());
    threshold(chain, caught("caught_forwarded", Breaker.SYN, Trigger.SYN, rules::refuse));
    return chain;
  }

  // --- datagrams -------------------------------------------------------------------------------

  Chain udpTrap() {
    Chain chain = rules.chain("udp_trap");
    rules.allowed(chain);
    rules.add(Match.in(chain).notForUs().accept());
    rules.add(Match.in(chain).hasSocket().accept());
    if (config.traps().udpBans() || rules.observes()) {
      threshold(chain, caught(Breaker.UDP, Trigger.UDP, rules::refuse));
    } else {
      rules.add(Match.in(chain).goTo(recordedUdp()));
    }
    return chain;
  }

  /** Anybody can forge a datagram, so it bans nobody; it is recorded, once per sender. */
  private Chain recordedUdp() {
    Chain chain = rules.chain("recorded_udp");
    for (boolean ipv6 : FAMILIES) {
      rules.add(rules.banKeyIn(chain, ruleset.observed(ipv6), ipv6).drop());
    }
    Chain into = bans.observed();
    if (ruleset.hasBreaker()) {
      rules.add(Match.in(chain).limit(Breaker.UDP.limit()).count(Ruleset.SPARED).drop());
    }
    rules.add(Match.in(chain).jump(into));
    Match log = rules.log(chain, Ruleset.OBSERVED + Trigger.UDP.label(), Match.SNAP_LENGTH);
    rules.add(log.count(Ruleset.TRAPPED).drop());
    return chain;
  }

  // --- closed ports ----------------------------------------------------------------------------

  /**
   * At the input hook, address translation is done: the packet is really for a port of this host.
   */
  Chain closed() {
    Chain chain = rules.chain("closed");
    rules.allowed(chain);
    rules.add(Match.in(chain).notForUs().accept());
    rules.add(Match.in(chain).hasSocket().accept());
    rules.add(Match.in(chain).invalid().accept());
    // A sender that was recorded at a trap is caught already; its packets come here too.
    if (rules.observes()) {
      for (boolean ipv6 : FAMILIES) {
        rules.add(rules.banKeyIn(chain, ruleset.observed(ipv6), ipv6).accept());
      }
    }
    Chain unserved = unserved(config.traps().sweep() > 0 ? swept() : null);
    if (config.traps().closed()) {
      rules.add(Match.in(chain).tcpPortIn(ruleset.except().name()).goTo(unserved));
      rules.add(Match.in(chain).tcpPortIn(ruleset.served().name()).goTo(unserved));
      rules.add(Match.in(chain).goTo(caughtClosed()));
    } else if (config.traps().closedPorts() > 0) {
      closedPorts(chain, unserved);
    }
    rules.add(Match.in(chain).goTo(unserved));
    return chain;
  }

  /** A SYN that no service takes, and that is no hit by itself. */
  private Chain unserved(@Nullable Chain swept) {
    Chain chain = rules.chain("unserved");
    if (swept != null) {
      for (boolean ipv6 : FAMILIES) rules.add(newAddress(chain, ipv6).goTo(swept));
    }
    counted(chain, Match::accept);
    return chain;
  }

  /** Matches at a sender's n-th address of this host. */
  private Match newAddress(Chain chain, boolean ipv6) {
    AddressKey key = rules.banKey(ipv6);
    String swept = ruleset.swept(ipv6).name();
    // One rule, as in distinct(): if this set is full, the address must not count.
    return Match.in(chain)
        .senderAndReceiverNotIn(swept, key)
        .addSenderAndReceiver(swept, key)
        .countSender(ruleset.sweeps(ipv6).name(), key, config.traps().sweep());
  }

  private Chain swept() {
    return caught(Breaker.SWEEP, Trigger.SWEEP, rules::refuse);
  }

  /** Counts senders that meet no service, so that the share of them that is banned can be told. */
  private void counted(Chain chain, Function<Match, RuleText> verdict) {
    for (boolean ipv6 : FAMILIES) {
      String unserved = ruleset.unserved(ipv6).name();
      rules.add(verdict.apply(Match.in(chain).addSender(unserved, rules.banKey(ipv6), 0)));
    }
    // The set is full.
    rules.add(verdict.apply(Match.in(chain)));
  }

  private Chain caughtClosed() {
    Chain chain = rules.chain(Breaker.CLOSED.chain());
    // Above the rate, nobody is banned for a packet that may be forged.
    if (ruleset.hasBreaker()) {
      Match over = Match.in(chain).limit(Breaker.CLOSED.limit()).count(Ruleset.SPARED);
      Chain spared = rules.chain("spared_closed");
      counted(spared, rules::drop);
      rules.add(over.goTo(spared));
    }
    catches(chain, bans.closed(), Trigger.CLOSED, rules::refuse);
    return chain;
  }

  private void closedPorts(Chain chain, Chain unserved) {
    Chain caught = caughtClosed();
    int ports = config.traps().closedPorts();
    for (boolean ipv6 : FAMILIES) {
      AddressKey key = rules.banKey(ipv6);
      String seen = ruleset.seen(ipv6).name();
      String closed = ruleset.closed(ipv6).name();
      rules.add(Match.in(chain).senderAndPortIn(seen, key).goTo(unserved));
      rules.add(distinct(chain, seen, closed, ipv6, ports).goTo(caught));
      // One of the two sets is full; forged packets can do that.
      Chain brief = closedBriefly(ipv6, ports, caught, unserved);
      rules.add(Match.in(chain).senderAndPortNotIn(seen, key).goTo(brief));
      if (ports > 1) rules.add(Match.in(chain).senderNotIn(closed, key).goTo(brief));
    }
  }

  private Chain closedBriefly(boolean ipv6, int ports, Chain caught, Chain unserved) {
    Chain chain = rules.chain("closed_briefly" + Ruleset.digit(ipv6));
    String seen = ruleset.briefSeen(ipv6).name();
    String closed = ruleset.briefClosed(ipv6).name();
    rules.add(Match.in(chain).senderAndPortIn(seen, rules.banKey(ipv6)).goTo(unserved));
    rules.add(distinct(chain, seen, closed, ipv6, ports).goTo(caught));
    rules.add(Match.in(chain).goTo(unserved));
    return chain;
  }

  /**
   * Remembers the port, which is not in {@code pairs} yet, and matches at the n-th port of a
   * sender. One rule: if the first set is full, a port that was not remembered must not count.
   */
  private Match distinct(Chain chain, String pairs, String counts, boolean ipv6, int ports) {
    Match first = Match.in(chain).addSenderAndPort(pairs, rules.banKey(ipv6));
    return ports == 1 ? first : first.countSender(counts, rules.banKey(ipv6), ports);
  }

  // --- what happens to a sender that is caught -------------------------------------------------

  private Chain caughtSyn() {
    Chain chain = rules.chain(Breaker.SYN.chain());
    Chain ban = asks ? bans.asking(proof.invited()) : bans.probable();
    if (ruleset.hasBreaker()) {
      Match over = Match.in(chain).limit(Breaker.SYN.limit());
      rules.add(rules.observes() ? over.count(Ruleset.SPARED).accept() : over.goTo(doubted(ban)));
    }
    catches(chain, ban, Trigger.SYN, this::afterBan);
    return chain;
  }

  /**
   * Too many new senders to ban each. A sender that touches a second trap port is banned anyway: a
   * flood of forged senders seldom uses the same sender twice.
   */
  private Chain doubted(Chain ban) {
    Chain chain = rules.chain("doubted");
    Chain again = rules.chain(Breaker.AGAIN.chain());
    rules.add(spare(Match.in(again).limit(Breaker.AGAIN.limit())));
    catches(again, ban, Trigger.SYN, this::afterBan);
    for (boolean ipv6 : FAMILIES) {
      String touched = ruleset.touched(ipv6).name();
      rules.add(spare(Match.in(chain).senderAndPortIn(touched, rules.banKey(ipv6))));
      rules.add(distinct(chain, touched, ruleset.touches(ipv6).name(), ipv6, 2).goTo(again));
    }
    rules.add(spare(Match.in(chain)));
    return chain;
  }

  /** Bans nobody: asks for proof, or drops if there is no way to ask. */
  private RuleText spare(Match match) {
    return asks
        ? match.count(Ruleset.ASKED).goTo(proof.invited())
        : match.count(Ruleset.SPARED).drop();
  }

  private Chain caught(Breaker breaker, Trigger trigger, Function<Match, RuleText> verdict) {
    return caught(breaker.chain(), breaker, trigger, verdict);
  }

  private Chain caught(
      String name, Breaker breaker, Trigger trigger, Function<Match, RuleText> verdict) {
    Chain chain = rules.chain(name);
    // Above the rate, nobody is banned for a packet that may be forged.
    if (ruleset.hasBreaker()) {
      rules.add(rules.drop(Match.in(chain).limit(breaker.limit()).count(Ruleset.SPARED)));
    }
    catches(chain, bans.probable(), trigger, verdict);
    return chain;
  }

  private void catches(Chain chain, Chain ban, Trigger trigger, Function<Match, RuleText> verdict) {
    rules.add(Match.in(chain).jump(ban));
    for (boolean ipv6 : FAMILIES) {
      String unserved = ruleset.unserved(ipv6).name();
      rules.add(Match.in(chain).removeSender(unserved, rules.banKey(ipv6)).end());
    }
    Match match = rules.log(chain, trigger).count(Ruleset.TRAPPED);
    rules.add(rules.observes() ? match.accept() : verdict.apply(match));
  }
}
