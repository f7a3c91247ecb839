package org.portsnare.firewall.rules;

import org.portsnare.netfilter.nftables.Rule;

/** A rule in two forms: as the kernel gets it, and in nft's language. */
public record RuleText(Rule rule, String text) {}
