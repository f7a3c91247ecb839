package org.portsnare.netfilter.nftables;

import java.util.List;
import org.portsnare.netfilter.nftables.expr.Expression;

/** A rule: its expressions run in order until one ends the rule or gives a verdict. */
public record Rule(Chain chain, List<Expression> expressions) {
  public Rule {
    expressions = List.copyOf(expressions);
  }
}
