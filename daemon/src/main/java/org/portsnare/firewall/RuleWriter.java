package org.portsnare.firewall;

import static org.portsnare.firewall.Ruleset.FAMILIES;
import static org.portsnare.firewall.Ruleset.width;
import static org.portsnare.firewall.TcpFlags.Flag.ACK;
import static org.portsnare.firewall.TcpFlags.Flag.FIN;
import static org.portsnare.firewall.TcpFlags.Flag.RST;
import static org.portsnare.firewall.TcpFlags.Flag.SYN;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.expr.Limit;

/**
 * The chains and rules of the table.
 *
 * <pre>
 *   prerouting (raw):    other interface? allowed?        -> accept
 *                        banned?                          -> banned
 *                        a packet that no TCP sends?      -> caught_stealth
 *   after_nat (dstnat+): to a trap port                   -> trap, or udp_trap
 *   trap:                allowed? published? a socket?    -> accept
 *                        a bare ACK                       -> answer, if cookies are sent
 *                        a SYN, the n-th                  -> caught_syn, or let through to be asked
 *   caught_...:          too many now?                    -> doubted, or spared
 *                        ban, log, count                  -> drop, or let through to be asked
 *   ban:                 into the set; that is full?      -> count, drop
 *   input (filter-):     to a trap port: SYN cookie, and the ACK that brings it back
 *                        SYN to a closed port, the n-th   -> caught_closed
 *   output (raw):        the SYN that synproxy sends for who has brought a cookie back -> proven
 *   banned:              an answer to a cookie may pass; the rest: count, drop
 * </pre>
 */
final class RuleWriter {
  /** Behind every program's destination NAT (firewalld: dstnat + 10), before routing. */
  private static final int AFTER_NAT = Chain.NF_IP_PRI_NAT_DST + 50;

  /** Before the host's own firewall, which may well drop what comes to a trap. */
  private static final int BEFORE_FILTER = Chain.NF_IP_PRI_FILTER - 10;

  /**
   * Guesses at a cookie a minute and ban prefix. The bucket is thrown away after a minute and
   * begins full, so it may be twice as many.
   */
  private static final int ANSWERS_A_MINUTE = 6;

  /** More are not told of: with a set that is really full every packet to a trap would be one. */
  private static final int MISSED_A_SECOND = 20_000;

  /**
   * New bans that get a counter at once, a second and rule; the others are given one by the next
   * pass of the reconciler. The kernel makes counters one at a time, on all processors, and takes
   * longer for one than for all the rest of a ban.
   */
  private static final Limit COUNTED = new Limit(1_000, Limit.SECOND, 1_000, false);

  private final Ruleset ruleset;
  private final Config config;
  private final boolean asks;
  private final boolean observe;
  private final List<Chain> chains = new ArrayList<>();
  private final List<RuleText> rules = new ArrayList<>();

  RuleWriter(Ruleset ruleset) {
    this.ruleset = ruleset;
    this.config = ruleset.config();
    this.asks = ruleset.asks();
    this.observe = config.observe();
    Chain banned = banned();
    Chain ban = observe ? observed() : ban("ban", Evidence.PROBABLE);
    prerouting(banned, ban);
    afterNat(ban);
    if (asks || config.traps().closedPorts() > 0) input(ban);
    if (asks) output(ban);
  }

  List<Chain> chains() {
    return List.copyOf(chains);
  }

  /** In the order of their chains, as nft would send them. */
  List<RuleText> rules() {
    List<RuleText> ordered = new ArrayList<>();
    for (Chain chain : chains) {
      rules.stream().filter(rule -> rule.rule().chain().equals(chain)).forEach(ordered::add);
    }
    return ordered;
  }

  private Chain chain(String name) {
    Chain chain = new Chain(ruleset.table(), name);
    chains.add(chain);
    return chain;
  }

  private Chain chain(String name, Chain.HookPoint point, int priority) {
    Chain chain = new Chain(ruleset.table(), name, new Chain.Hook(point, priority));
    chains.add(chain);
    return chain;
  }

  // --- prerouting, raw: who is banned ----------------------------------------------------------

  private void prerouting(Chain banned, Chain ban) {
    Chain chain = chain("prerouting", Chain.HookPoint.PREROUTING, Chain.NF_IP_PRI_RAW);
    rules.add(otherInterface(chain));
    allowed(chain);
    rules.add(Match.in(chain).neighbourDiscovery().accept());
    for (boolean ipv6 : FAMILIES) {
      rules.add(in(chain, ruleset.banned(ipv6), ipv6).goTo(banned));
      if (ruleset.isWide(ipv6)) {
        rules.add(inWhole(chain, ruleset.hosts(ipv6), ipv6).goTo(banned));
      }
      rules.add(inWhole(chain, ruleset.networks(ipv6), ipv6).goTo(banned));
      if (observe) rules.add(in(chain, ruleset.observed(ipv6), ipv6).goTo(banned));
    }
    if (!config.traps().stealth()) return;
    rules.add(Match.in(chain).tcp().jump(stealth(ban)));
  }

  private RuleText otherInterface(Chain chain) {
    List<String> guarded = ruleset.situation().interfaces();
    // Each packet of the host is asked this up to three times, and a comparison is quicker.
    if (guarded.size() == 1) {
      return Match.in(chain).inputInterfaceIsNot(guarded.getFirst()).accept();
    }
    return Match.in(chain).inputInterfaceNotIn(ruleset.wan().name()).accept();
  }

  private void allowed(Chain chain) {
    for (boolean ipv6 : FAMILIES) {
      rules.add(inWhole(chain, ruleset.allowed(ipv6), ipv6).accept());
    }
  }

  /** As many bits of the sender as one hit bans are in the set. */
  private Match in(Chain chain, Set set, boolean ipv6) {
    return Match.in(chain).senderIn(set.name(), ipv6, ruleset.bits(ipv6));
  }

  private static Match inWhole(Chain chain, Set set, boolean ipv6) {
    return Match.in(chain).senderIn(set.name(), ipv6, width(ipv6));
  }

  private Chain banned() {
    Chain chain = chain("banned");
    if (observe) {
      rules.add(Match.in(chain).accept());
      return chain;
    }
    if (asks) {
      rules.add(
          Match.in(chain)
              .tcpPortIn(ruleset.traps().name())
              .flags(TcpFlags.STEPS, TcpFlags.ACK)
              .jump(proof()));
      for (boolean ipv6 : FAMILIES) rules.add(said(chain, ipv6));
    }
    rules.add(refuse(Match.in(chain).count(Ruleset.BANNED)));
    return chain;
  }

  /** Keeps a little of what comes from who has completed a handshake. */
  private RuleText said(Chain chain, boolean ipv6) {
    String said = ruleset.said(ipv6).name();
    return inWhole(chain, ruleset.proven(ipv6), ipv6)
        .limitSender(said, ipv6, width(ipv6), Ruleset.SAID_PACKETS, Limit.DAY)
        .log(Ruleset.SAID, group(), Ruleset.SAID_LENGTH)
        .end();
  }

  /** The one thing that a banned sender may do: complete its handshake with the trap. */
  private Chain proof() {
    Chain chain = chain("proof");
    // A service on that port is none of its business, here or behind this machine; without
    // tracking, no published port is.
    rules.add(Match.in(chain).notForUs().returned());
    rules.add(Match.in(chain).hasSocket().returned());
    for (boolean ipv6 : FAMILIES) {
      rules.add(inWhole(chain, ruleset.proven(ipv6), ipv6).returned());
    }
    rules.add(Match.in(chain).notrack());
    rules.add(Match.in(chain).accept());
    return chain;
  }

  private Chain stealth(Chain ban) {
    Chain chain = chain("stealth");
    Chain caught = stealthy(ban);
    TcpFlags finAck = TcpFlags.of(FIN, ACK);
    TcpFlags synFin = TcpFlags.of(SYN, FIN);
    TcpFlags synRst = TcpFlags.of(SYN, RST);
    rules.add(Match.in(chain).flags(TcpFlags.ALL, TcpFlags.NONE).goTo(caught));
    rules.add(Match.in(chain).flags(finAck, TcpFlags.FIN).goTo(caught));
    rules.add(Match.in(chain).flags(synFin, synFin).goTo(caught));
    rules.add(Match.in(chain).flags(synRst, synRst).goTo(caught));
    rules.add(Match.in(chain).tinyFragment().goTo(caught));
    return chain;
  }

  /** Whose packet it is comes last, because to find out takes longer than all the flags. */
  private Chain stealthy(Chain ban) {
    Chain caught = caught("caught_stealth", Trigger.STEALTH, ban, this::refuse);
    if (config.traps().forwarded()) return caught;
    Chain chain = chain("stealthy");
    rules.add(Match.in(chain).notForUs().accept());
    rules.add(Match.in(chain).goTo(caught));
    return chain;
  }

  // --- prerouting, behind destination NAT: the named traps -------------------------------------

  private void afterNat(Chain ban) {
    Chain chain = chain("after_nat", Chain.HookPoint.PREROUTING, AFTER_NAT);
    rules.add(otherInterface(chain));
    rules.add(Match.in(chain).tcpPortIn(ruleset.traps().name()).goTo(trap(ban)));
    if (ruleset.hasUdpTraps()) {
      rules.add(Match.in(chain).udpPortIn(ruleset.udpTraps().name()).goTo(udpTrap(ban)));
    }
  }

  private Chain trap(Chain ban) {
    Chain chain = chain("trap");
    allowed(chain);
    if (config.traps().forwarded()) rules.add(Match.in(chain).forOthers().goTo(forwarded(ban)));
    rules.add(Match.in(chain).notForUs().accept());
    rules.add(Match.in(chain).hasSocket().accept());
    if (asks) {
      rules.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.ACK).goTo(answer()));
    }
    rules.add(Match.in(chain).flagsNot(TcpFlags.STEPS, TcpFlags.SYN).accept());
    if (ruleset.onlyProofBans()) {
      rules.add(Match.in(chain).count(Ruleset.ASKED).accept());
    } else {
      // After its ban the SYN goes on to synproxy, which asks for proof.
      Function<Match, RuleText> verdict = asks ? Match::accept : this::refuse;
      threshold(chain, caught("caught_syn", Trigger.SYN, ban, verdict));
    }
    return chain;
  }

  /** Goes to {@code caught} from the n-th hit on; those before are dropped. */
  private void threshold(Chain chain, Chain caught) {
    int hits = config.traps().hits();
    if (hits == 1) {
      rules.add(Match.in(chain).goTo(caught));
      return;
    }
    for (boolean ipv6 : FAMILIES) {
      String score = ruleset.score(ipv6).name();
      rules.add(Match.in(chain).countSender(score, ipv6, ruleset.bits(ipv6), hits).goTo(caught));
    }
    rules.add(drop(Match.in(chain).count(Ruleset.BELOW)));
  }

  /** What this machine passes on to others, unless it was told to by address translation. */
  private Chain forwarded(Chain ban) {
    Chain chain = chain("forwarded");
    rules.add(Match.in(chain).destinationRewritten().accept());
    rules.add(Match.in(chain).flagsNot(TcpFlags.STEPS, TcpFlags.SYN).accept());
    threshold(chain, caught("caught_forwarded", Trigger.SYN, ban, this::refuse));
    return chain;
  }

  /** An ACK to a trap, which may bring a cookie back: not often, or cookies could be guessed. */
  private Chain answer() {
    Chain chain = chain("answer");
    int tries = Math.max(ANSWERS_A_MINUTE, config.traps().hits());
    for (boolean ipv6 : FAMILIES) {
      String asked = ruleset.asked(ipv6).name();
      rules.add(
          Match.in(chain)
              .limitSender(asked, ipv6, ruleset.bits(ipv6), tries, Limit.MINUTE)
              .accept());
    }
    rules.add(Match.in(chain).count(Ruleset.GUESSED).drop());
    return chain;
  }

  private Chain udpTrap(Chain ban) {
    Chain chain = chain("udp_trap");
    allowed(chain);
    rules.add(Match.in(chain).notForUs().accept());
    rules.add(Match.in(chain).hasSocket().accept());
    if (config.traps().udpBans() || observe) {
      threshold(chain, caught("caught_udp", Trigger.UDP, ban, this::refuse));
    } else {
      rules.add(Match.in(chain).goTo(recordedUdp()));
    }
    return chain;
  }

  /** Anybody can forge a datagram, so it is remembered, once a sender, and bans nobody. */
  private Chain recordedUdp() {
    Chain chain = chain("recorded_udp");
    for (boolean ipv6 : FAMILIES) {
      rules.add(in(chain, ruleset.observed(ipv6), ipv6).drop());
    }
    Chain into = observed();
    // A limit of its own: what only is recorded must not use up that of the bans.
    if (ruleset.hasBreaker()) {
      rules.add(Match.in(chain).above(ruleset.breaker()).count(Ruleset.SPARED).drop());
    }
    rules.add(Match.in(chain).jump(into));
    rules.add(log(chain, Ruleset.OBSERVED, Trigger.UDP).count(Ruleset.TRAPPED).drop());
    return chain;
  }

  // --- input and output: proof, and closed ports -----------------------------------------------

  private void input(Chain ban) {
    Chain chain = chain("input", Chain.HookPoint.INPUT, BEFORE_FILTER);
    rules.add(otherInterface(chain));
    if (asks) rules.add(Match.in(chain).tcpPortIn(ruleset.traps().name()).goTo(ask()));
    if (config.traps().closedPorts() > 0) {
      rules.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.SYN).goTo(closed(ban)));
    }
  }

  private Chain ask() {
    Chain chain = chain("ask");
    // Nor for broadcast and anycast addresses, which no trap looks at.
    rules.add(Match.in(chain).notForUs().accept());
    allowed(chain);
    rules.add(Match.in(chain).hasSocket().accept());
    // Nothing else: who gets an answer to a SYN it never sent resets, and must not prove by that.
    rules.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.SYN).synproxy());
    rules.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.ACK).synproxy());
    return chain;
  }

  /** Here address translation has been done, so what comes is really for a port of this host. */
  private Chain closed(Chain ban) {
    Chain chain = chain("closed");
    allowed(chain);
    rules.add(Match.in(chain).hasSocket().accept());
    Chain caught = caught("caught_closed", Trigger.CLOSED, ban, this::refuse);
    int ports = config.traps().closedPorts();
    for (boolean ipv6 : FAMILIES) {
      int bits = ruleset.bits(ipv6);
      String seen = ruleset.seen(ipv6).name();
      rules.add(Match.in(chain).senderAndPortIn(seen, ipv6, bits).accept());
      // One rule: when the first set is full, a port that was not remembered must not count.
      Match first = Match.in(chain).addSenderAndPort(seen, ipv6, bits);
      String closed = ruleset.closed(ipv6).name();
      rules.add((ports == 1 ? first : first.countSender(closed, ipv6, bits, ports)).goTo(caught));
    }
    return chain;
  }

  private void output(Chain ban) {
    Chain chain = chain("output", Chain.HookPoint.OUTPUT, Chain.NF_IP_PRI_RAW);
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
            .goTo(proven(ban)));
  }

  /** For who has brought a cookie back synproxy connects to the server; there is none. */
  private Chain proven(Chain probable) {
    Chain chain = chain("proven");
    for (boolean ipv6 : FAMILIES) {
      // Another program's synproxy, before a service of its own: its clients have not been here.
      String asked = ruleset.asked(ipv6).name();
      rules.add(Match.in(chain).senderNotIn(asked, ipv6, ruleset.bits(ipv6)).accept());
    }
    for (boolean ipv6 : FAMILIES) {
      rules.add(inWhole(chain, ruleset.proven(ipv6), ipv6).drop());
    }
    Chain caught = chain("caught_proven");
    if (ruleset.onlyProofBans()) threshold(chain, caught);
    else rules.add(Match.in(chain).goTo(caught));
    rules.add(Match.in(caught).jump(confirmedBan(probable)));
    for (boolean ipv6 : FAMILIES) {
      String proven = ruleset.proven(ipv6).name();
      rules.add(Match.in(caught).addSender(proven, ipv6, width(ipv6), 0).end());
    }
    rules.add(log(caught, "", Trigger.HANDSHAKE).count(Ruleset.PROVED).drop());
    return chain;
  }

  private Chain confirmedBan(Chain probable) {
    Lifetime confirmed = config.ban().policy().first(Evidence.CONFIRMED);
    boolean same = confirmed.equals(config.ban().policy().first(Evidence.PROBABLE));
    return same ? probable : ban("ban_confirmed", Evidence.CONFIRMED);
  }

  // --- what happens to who is caught -----------------------------------------------------------

  private Chain caught(String name, Trigger trigger, Chain ban, Function<Match, RuleText> verdict) {
    Chain chain = chain(name);
    breaker(chain, trigger == Trigger.SYN && asks && !name.equals("caught_forwarded"));
    rules.add(Match.in(chain).jump(ban));
    Match match = log(chain, observe ? Ruleset.OBSERVED : "", trigger).count(Ruleset.TRAPPED);
    rules.add(observe ? match.accept() : verdict.apply(match));
    return chain;
  }

  /** Above the rate nobody is banned for a packet that may be forged. */
  private void breaker(Chain chain, boolean ask) {
    if (!ruleset.hasBreaker()) return;
    Match match = Match.in(chain).limit(Ruleset.BREAKER);
    rules.add(ask ? match.count(Ruleset.ASKED).accept() : drop(match.count(Ruleset.SPARED)));
  }

  /** Puts the sender into its set and returns; drops the packet if that is full. */
  private Chain ban(String name, Evidence evidence) {
    Chain chain = chain(name);
    // Who is banned already, for a shorter time, gets that of a confirmed ban.
    boolean anew = evidence == Evidence.CONFIRMED;
    long millis = config.ban().policy().first(evidence).millis();
    for (boolean ipv6 : FAMILIES) {
      if (ruleset.isWide(ipv6)) {
        rules.add(inWhole(chain, ruleset.near(ipv6), ipv6).goTo(near(name, ipv6, millis, anew)));
      }
      into(chain, ruleset.banned(ipv6), ipv6, ruleset.bits(ipv6), millis, anew);
    }
    rules.add(missed(chain));
    rules.add(full(chain));
    return chain;
  }

  private void into(Chain chain, Set set, boolean ipv6, int bits, long millis, boolean anew) {
    Match counted = Match.in(chain).family(ipv6).within(COUNTED);
    Match plain = Match.in(chain);
    String name = set.name();
    if (anew) {
      rules.add(counted.updateCounted(name, ipv6, bits, millis).returned());
      rules.add(plain.updateSender(name, ipv6, bits, millis).returned());
    } else {
      rules.add(counted.addCounted(name, ipv6, bits, millis).returned());
      rules.add(plain.addSender(name, ipv6, bits, millis).returned());
    }
  }

  /** Where only the single address may be banned. */
  private Chain near(String name, boolean ipv6, long millis, boolean anew) {
    Chain chain = chain(name + "_near" + (ipv6 ? "6" : "4"));
    into(chain, ruleset.hosts(ipv6), ipv6, width(ipv6), millis, anew);
    rules.add(missed(chain));
    rules.add(full(chain));
    return chain;
  }

  /** Puts the sender into the set of those that are only recorded, and returns. */
  private Chain observed() {
    Chain chain = chain("observed");
    long millis = config.ban().policy().first(Evidence.PROBABLE).millis();
    for (boolean ipv6 : FAMILIES) {
      String observed = ruleset.observed(ipv6).name();
      rules.add(Match.in(chain).addCounted(observed, ipv6, ruleset.bits(ipv6), millis).returned());
    }
    rules.add(full(chain));
    return chain;
  }

  /**
   * The rules before were abandoned. Where the set has room all the same, the kernel had no memory
   * at hand, as may happen in a flood; then the daemon puts the sender in.
   */
  private RuleText missed(Chain chain) {
    return Match.in(chain)
        .within(new Limit(MISSED_A_SECOND, Limit.SECOND, MISSED_A_SECOND, false))
        .log(Ruleset.MISSED, group(), Match.SNAP_LENGTH)
        .end();
  }

  /** The rule before was abandoned because its set is full: the trap stays closed all the same. */
  private RuleText full(Chain chain) {
    return drop(Match.in(chain).count(Ruleset.FULL));
  }

  private Match log(Chain chain, String mode, Trigger trigger) {
    return Match.in(chain).log(mode + trigger.label(), group(), Match.SNAP_LENGTH);
  }

  private RuleText refuse(Match match) {
    return match.refuse(config.ban().reject());
  }

  private RuleText drop(Match match) {
    return observe ? match.accept() : match.drop();
  }

  private int group() {
    return config.daemon().nflogGroup();
  }
}
