package org.portsnare.firewall.rules;

import static org.portsnare.firewall.rules.Ruleset.FAMILIES;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.netfilter.nftables.Chain;

/**
 * The chains and rules of the table.
 *
 * <pre>
 *   prerouting (raw):    loopback? allowed?               -> accept
 *                        banned?                          -> banned
 *                        an interface that is not guarded -> accept
 *                        a packet that no TCP sends?      -> caught_stealth
 *   banned:              an answer to a cookie may pass
 *                        confirmed, or a SYN              -> count, drop
 *                        otherwise maybe an answer to us  -> answers
 *   answers (conntrack+): an answer to what was sent from here passes; the rest: count, drop
 *   after_nat (dstnat+): to a trap port                   -> trap, or udp_trap
 *   trap:                allowed? published? a socket?    -> accept
 *                        a bare ACK                       -> answer, if cookies are sent
 *                        a SYN, the n-th                  -> caught_syn, or let through to be asked
 *   caught_...:          too many now?                    -> doubted, or spared
 *                        ban, log, count                  -> drop, or let through to be asked
 *   ban:                 into the set; that is full?      -> count, drop
 *   input (filter-):     to a trap port: SYN cookie, and the ACK that brings it back
 *                        SYN to a closed port, the n-th   -> caught_closed, or unserved
 *   output (raw):        the SYN that synproxy sends for a sender that has brought a cookie back
 *                                                         -> proven
 *   outgoing (postrouting): to a confirmed scanner?       -> cut
 *   answered (postrouting, srcnat+): an answer to a SYN   -> its port is served
 * </pre>
 */
final class RuleWriter {
  /** Priority right after connection tracking, which is at -200. */
  private static final int AFTER_TRACKING = Chain.NF_IP_PRI_CONNTRACK + 10;

  /** Priority after every program's destination NAT (firewalld: dstnat + 10), before routing. */
  private static final int AFTER_NAT = Chain.NF_IP_PRI_NAT_DST + 50;

  /** Priority before the host's own firewall, which often drops packets to a trap. */
  private static final int BEFORE_FILTER = Chain.NF_IP_PRI_FILTER - 10;

  /** Priority after the kernel's own source NAT. */
  private static final int AFTER_SOURCE_NAT = Chain.NF_IP_PRI_NAT_SRC + 10;

  private final Ruleset ruleset;
  private final RuleList rules;
  private final ProofRules proof;
  private final TrapRules traps;
  private final boolean asks;
  private final boolean observes;

  RuleWriter(Ruleset ruleset) {
    this.ruleset = ruleset;
    rules = new RuleList(ruleset);
    asks = ruleset.asks();
    observes = rules.observes();
    BanRules bans = new BanRules(rules);
    proof = new ProofRules(rules, bans);
    traps = new TrapRules(rules, bans, proof);
    prerouting(banned());
    if (!observes) answers();
    afterNat();
    input();
    if (asks) proof.output();
    if (!observes) outgoing();
    if (rules.config().traps().closed()) answered();
  }

  List<Chain> chains() {
    return rules.chains();
  }

  /** The rules in the order of their chains, as nft would send them. */
  List<RuleText> rules() {
    return rules.rules();
  }

  // --- prerouting, raw: banned senders ---------------------------------------------------------

  /**
   * Bans hold on every interface: the list of guarded ones may change, and be wrong for a while.
   */
  private void prerouting(Chain banned) {
    Chain chain = rules.chain("prerouting", Chain.HookPoint.PREROUTING, Chain.NF_IP_PRI_RAW);
    rules.add(Match.in(chain).inputInterfaceIs("lo").accept());
    Chain stealth = rules.config().traps().stealth() ? traps.stealth() : null;
    // Every rule of the other family would cost each packet a comparison.
    Chain ipv6 = rules.chain("prerouting6");
    rules.add(Match.in(chain).family(true).goTo(ipv6));
    senders(chain, false, banned, stealth);
    senders(ipv6, true, banned, stealth);
  }

  private void senders(Chain chain, boolean ipv6, Chain banned, @Nullable Chain stealth) {
    if (!observes) unreal(chain, ipv6);
    rules.add(RuleList.wholeIn(chain, ruleset.allowed(ipv6), ipv6).accept());
    if (ipv6) rules.add(Match.in(chain).neighbourDiscovery().accept());
    rules.add(rules.banKeyIn(chain, ruleset.banned(ipv6), ipv6).goTo(banned));
    if (ruleset.isWide(ipv6)) {
      rules.add(RuleList.wholeIn(chain, ruleset.hosts(ipv6), ipv6).goTo(banned));
    }
    rules.add(RuleList.wholeIn(chain, ruleset.networks(ipv6), ipv6).goTo(banned));
    if (observes) rules.add(rules.banKeyIn(chain, ruleset.observed(ipv6), ipv6).goTo(banned));
    // If a set of bans is full, a scanner that has proved itself is only in one of these sets.
    else rules.add(rules.banKeyIn(chain, ruleset.confirmed(ipv6), ipv6).goTo(banned));
    if (!observes && ruleset.isWide(ipv6)) {
      rules.add(RuleList.wholeIn(chain, ruleset.confirmedHosts(ipv6), ipv6).goTo(banned));
    }
    rules.guardedOnly(chain);
    if (stealth != null) rules.add(Match.in(chain).tcp().jump(stealth));
  }

  /**
   * Drops senders that cannot be on a wire: loopback, and in IPv6 the unspecified address and
   * addresses that are compatible with IPv4 or mapped from it (RFC 4291). ICMPv6 passes: duplicate
   * address detection and MLD use the sender {@code ::}.
   */
  private void unreal(Chain chain, boolean ipv6) {
    Match match =
        ipv6
            ? Match.in(chain).senderBegins("::/80", true, new byte[10]).notIcmpv6()
            : Match.in(chain).senderBegins("127.0.0.0/8", false, new byte[] {127});
    rules.add(match.count(Ruleset.UNREAL).drop());
  }

  private Chain banned() {
    Chain chain = rules.chain("banned");
    if (observes) {
      rules.add(Match.in(chain).accept());
      return chain;
    }
    if (asks) proof.banned(chain);
    for (boolean ipv6 : FAMILIES) {
      for (Match confirmed : confirmed(chain, ipv6, Match::senderIn)) rules.add(drop(confirmed));
    }
    rules.add(drop(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.SYN)));
    // Packets with the forged address of a peer must not cut connections that this host has opened.
    rules.add(Match.in(chain).setMaybeAnswer().accept());
    return chain;
  }

  private RuleText drop(Match match) {
    return rules.refuse(match.count(Ruleset.BANNED));
  }

  private interface Search {
    Match in(Match match, String set, AddressKey key);
  }

  /** One match for each set of confirmed scanners. */
  private List<Match> confirmed(Chain chain, boolean ipv6, Search search) {
    AddressKey whole = RuleList.whole(ipv6);
    Match hosts = search.in(Match.in(chain), ruleset.confirmedHosts(ipv6).name(), whole);
    Match networks = search.in(Match.in(chain), ruleset.confirmedNetworks(ipv6).name(), whole);
    String confirmed = ruleset.confirmed(ipv6).name();
    Match wide = search.in(Match.in(chain), confirmed, rules.banKey(ipv6));
    return ruleset.isWide(ipv6) ? List.of(wide, hosts, networks) : List.of(wide, networks);
  }

  /**
   * Writes the chain that lets answers pass. It comes after connection tracking, which knows the
   * packets that answer this host or a host behind it.
   */
  private void answers() {
    Chain chain = rules.chain("answers", Chain.HookPoint.PREROUTING, AFTER_TRACKING);
    rules.add(Match.in(chain).isNotMaybeAnswer().accept());
    rules.add(Match.in(chain).clearMaybeAnswer().end());
    rules.add(Match.in(chain).answersUs().accept());
    rules.add(drop(Match.in(chain)));
  }

  // --- prerouting, after destination NAT: the named traps --------------------------------------

  private void afterNat() {
    Chain chain = rules.chain("after_nat", Chain.HookPoint.PREROUTING, AFTER_NAT);
    rules.guardedOnly(chain);
    rules.add(Match.in(chain).tcpPortIn(ruleset.traps().name()).goTo(traps.trap()));
    if (ruleset.hasUdpTraps()) {
      rules.add(Match.in(chain).udpPortIn(ruleset.udpTraps().name()).goTo(traps.udpTrap()));
    }
  }

  // --- input: proof, and closed ports ----------------------------------------------------------

  private void input() {
    Chain chain = rules.chain("input", Chain.HookPoint.INPUT, BEFORE_FILTER);
    rules.guardedOnly(chain);
    if (asks) rules.add(Match.in(chain).tcpPortIn(ruleset.traps().name()).goTo(proof.ask()));
    rules.add(Match.in(chain).flags(TcpFlags.STEPS, TcpFlags.SYN).goTo(traps.closed()));
  }

  // --- postrouting: no more packets to a scanner that is real ----------------------------------

  private void outgoing() {
    Chain chain = rules.chain("outgoing", Chain.HookPoint.POSTROUTING, Chain.NF_IP_PRI_RAW);
    Chain cut = cut();
    // Every rule of the other family would cost each packet a comparison.
    Chain ipv6 = rules.chain("outgoing6");
    rules.add(Match.in(chain).family(true).goTo(ipv6));
    receivers(chain, false, cut);
    receivers(ipv6, true, cut);
  }

  /**
   * Learns the ports of services from the answers of this host to SYNs. This includes published
   * ports: after source NAT, the answer comes from the port that the client asked.
   */
  private void answered() {
    Chain hook = rules.chain("answered", Chain.HookPoint.POSTROUTING, AFTER_SOURCE_NAT);
    Chain chain = rules.chain("serves");
    // The only rule that most packets meet.
    rules.add(Match.in(hook).flags(TcpFlags.STEPS, TcpFlags.SYN_ACK).goTo(chain));
    rules.add(Match.in(chain).notFromUs().accept());
    // The answer of synproxy for a trap.
    rules.add(Match.in(chain).tcpSourcePortIn(ruleset.traps().name()).accept());
    long recently = rules.config().traps().unserved().recentlyOpenMillis();
    rules.add(Match.in(chain).updateSourcePort(ruleset.served().name(), recently).accept());
  }

  private void receivers(Chain chain, boolean ipv6, Chain cut) {
    for (Match confirmed : confirmed(chain, ipv6, Match::destinationIn)) {
      rules.add(confirmed.goTo(cut));
    }
  }

  private Chain cut() {
    Chain chain = rules.chain("cut");
    for (boolean ipv6 : FAMILIES) {
      String allowed = ruleset.allowed(ipv6).name();
      rules.add(Match.in(chain).destinationIn(allowed, RuleList.whole(ipv6)).accept());
    }
    rules.add(Match.in(chain).neighbourDiscovery().accept());
    if (rules.config().ban().reject()) {
      for (boolean ipv6 : FAMILIES) rules.add(Match.in(chain).refusal(ipv6).accept());
    }
    rules.add(Match.in(chain).count(Ruleset.CUT).drop());
    return chain;
  }
}
