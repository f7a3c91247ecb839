package org.portsnare.firewall.rules;

import static org.portsnare.firewall.rules.Ruleset.FAMILIES;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Set;

/** The chains and rules that are being written, and helpers for their writers. */
final class RuleList {
  private final Ruleset ruleset;
  private final List<Chain> chains = new ArrayList<>();
  private final List<RuleText> rules = new ArrayList<>();

  RuleList(Ruleset ruleset) {
    this.ruleset = ruleset;
  }

  Ruleset ruleset() {
    return ruleset;
  }

  Config config() {
    return ruleset.config();
  }

  /** Whether hits are only recorded. */
  boolean observes() {
    return config().observe();
  }

  List<Chain> chains() {
    return List.copyOf(chains);
  }

  /** The rules in the order of their chains, as nft would send them. */
  List<RuleText> rules() {
    List<RuleText> ordered = new ArrayList<>();
    for (Chain chain : chains) {
      rules.stream().filter(rule -> rule.rule().chain().equals(chain)).forEach(ordered::add);
    }
    return ordered;
  }

  Chain chain(String name) {
    Chain chain = new Chain(ruleset.table(), name);
    chains.add(chain);
    return chain;
  }

  Chain chain(String name, Chain.HookPoint point, int priority) {
    Chain chain = new Chain(ruleset.table(), name, new Chain.Hook(point, priority));
    chains.add(chain);
    return chain;
  }

  void add(RuleText rule) {
    rules.add(rule);
  }

  /** Accepts packets that come in by an interface that is not guarded. */
  void guardedOnly(Chain chain) {
    List<String> guarded = ruleset.situation().interfaces();
    // Each packet of the host meets this rule up to three times; a comparison is faster than a set.
    Match match = Match.in(chain);
    if (guarded.size() == 1) add(match.inputInterfaceIsNot(guarded.getFirst()).accept());
    else add(match.inputInterfaceNotIn(ruleset.wan().name()).accept());
  }

  void allowed(Chain chain) {
    for (boolean ipv6 : FAMILIES) {
      add(Match.in(chain).senderIn(ruleset.allowed(ipv6).name(), whole(ipv6)).accept());
    }
  }

  static AddressKey whole(boolean ipv6) {
    return AddressKey.whole(ipv6);
  }

  /** Key with as many bits of an address as one hit bans. */
  AddressKey banKey(boolean ipv6) {
    return AddressKey.first(ipv6, ruleset.bits(ipv6));
  }

  /** Matches a sender in the set, by as many bits as one hit bans. */
  Match banKeyIn(Chain chain, Set set, boolean ipv6) {
    return Match.in(chain).senderIn(set.name(), banKey(ipv6));
  }

  static Match wholeIn(Chain chain, Set set, boolean ipv6) {
    return Match.in(chain).senderIn(set.name(), whole(ipv6));
  }

  Match log(Chain chain, Trigger trigger) {
    String mode = observes() ? Ruleset.OBSERVED : "";
    return log(chain, mode + trigger.label(), Match.SNAP_LENGTH);
  }

  Match log(Chain chain, String prefix, int length) {
    return Match.in(chain).log(prefix, group(), length);
  }

  int group() {
    return config().daemon().nflogGroup();
  }

  RuleText refuse(Match match) {
    return match.refuse(config().ban().reject());
  }

  /** Drops; accepts if hits are only recorded. */
  RuleText drop(Match match) {
    return observes() ? match.accept() : match.drop();
  }
}
