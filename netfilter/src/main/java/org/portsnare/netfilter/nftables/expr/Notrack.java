package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Keeps the packet out of connection tracking; only at a hook before it. */
public record Notrack() implements Expression {
  @Override
  public String name() {
    return "notrack";
  }

  @Override
  public void writeData(MessageWriter message) {}
}
