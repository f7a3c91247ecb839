package org.portsnare.firewall.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.portsnare.ban.Prefix;
import org.portsnare.config.PortRange;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.expr.Limit;

/** Writes a ruleset so that {@code nft -f} loads the same table. */
final class RulesetText {
  private final Ruleset ruleset;
  private final StringBuilder text = new StringBuilder();

  RulesetText(Ruleset ruleset) {
    this.ruleset = ruleset;
  }

  @Override
  public String toString() {
    text.setLength(0);
    text.append("table inet portsnare {\n");
    for (String counter : Ruleset.COUNTERS) {
      text.append("  counter ").append(counter).append(" { }\n");
    }
    if (ruleset.hasBreaker()) {
      for (Breaker breaker : Breaker.values()) breaker(breaker.limit(), ruleset.breaker());
    }
    ruleset.sets().forEach(this::set);
    ruleset.chains().forEach(this::chain);
    return text.append("}\n").toString();
  }

  private void breaker(String name, Limit limit) {
    text.append("  limit ").append(name).append(" { rate over ");
    text.append(limit.rate()).append("/second burst ");
    text.append(limit.burst()).append(" packets }\n");
  }

  private void set(Set set) {
    text.append("  set ").append(set.name()).append(" {\n");
    text.append("    type ").append(set.key().keyword()).append('\n');
    if (set.size() > 0) text.append("    size ").append(set.size()).append('\n');
    List<String> flags = flags(set);
    if (!flags.isEmpty()) text.append("    flags ").append(String.join(",", flags)).append('\n');
    if (set.timeoutMillis() > 0) {
      text.append("    timeout ").append(Match.duration(set.timeoutMillis())).append('\n');
    }
    if (set.gcIntervalMillis() > 0) {
      text.append("    gc-interval ").append(Match.duration(set.gcIntervalMillis())).append('\n');
    }
    if (set.counter()) text.append("    counter\n");
    String elements = elements(set);
    if (!elements.isEmpty()) text.append("    elements = { ").append(elements).append(" }\n");
    text.append("  }\n");
  }

  private static List<String> flags(Set set) {
    List<String> flags = new ArrayList<>();
    if (set.isInterval()) flags.add("interval");
    if ((set.flags() & Set.NFT_SET_EVAL) != 0) flags.add("dynamic");
    if ((set.flags() & Set.NFT_SET_TIMEOUT) != 0) flags.add("timeout");
    return flags;
  }

  private String elements(Set set) {
    return switch (set.name()) {
      case "wan" ->
          ruleset.situation().interfaces().stream()
              .map(name -> '"' + name + '"')
              .collect(Collectors.joining(", "));
      case "traps", "udp_traps", "except" ->
          ruleset.portsOf(set).stream().map(PortRange::toString).collect(Collectors.joining(", "));
      case "allowed4" -> ranges(ruleset.allowedRanges(false));
      case "allowed6" -> ranges(ruleset.allowedRanges(true));
      case "near4" -> ranges(ruleset.nearRanges(false));
      case "near6" -> ranges(ruleset.nearRanges(true));
      default -> "";
    };
  }

  /** A range that is a prefix is written as one, as nft does. */
  private static String ranges(List<Ranges.Range> ranges) {
    List<String> words = new ArrayList<>();
    for (Ranges.Range range : ranges) {
      List<Prefix> prefixes = Ranges.prefixes(range.first(), range.end());
      if (prefixes.size() == 1) words.add(prefixes.getFirst().toString());
      else words.add(prefixes.getFirst().addressText() + "-" + prefixes.getLast().lastText());
    }
    return String.join(", ", words);
  }

  private void chain(Chain chain) {
    text.append("  chain ").append(chain.name()).append(" {\n");
    Chain.Hook hook = chain.hook();
    if (hook != null) {
      text.append("    type filter hook ").append(hook.point().name().toLowerCase(Locale.ROOT));
      text.append(" priority ").append(hook.priority()).append("; policy accept;\n");
    }
    for (RuleText rule : ruleset.rules()) {
      if (rule.rule().chain().equals(chain)) text.append("    ").append(rule.text()).append('\n');
    }
    text.append("  }\n");
  }
}
