package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Sets a property of the packet from a register; the property is not in the packet's bytes. */
public record MetaSet(Meta.Key key, int register) implements Expression {
  private static final int NFTA_META_KEY = 2;
  private static final int NFTA_META_SREG = 3;

  @Override
  public String name() {
    return "meta";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_META_KEY, key.number);
    message.putBe32(NFTA_META_SREG, register);
  }
}
