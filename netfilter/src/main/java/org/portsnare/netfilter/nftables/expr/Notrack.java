package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Exempts the packet from connection tracking. Works only at a hook before the tracking. */
public record Notrack() implements Expression {
  @Override
  public String name() {
    return "notrack";
  }

  @Override
  public void writeData(MessageWriter message) {}
}
