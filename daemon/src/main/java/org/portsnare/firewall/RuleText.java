package org.portsnare.firewall;

import org.portsnare.netfilter.nftables.Rule;

/** A rule in two forms: as the kernel gets it, and in nft's language. */
record RuleText(Rule rule, String text) {}
