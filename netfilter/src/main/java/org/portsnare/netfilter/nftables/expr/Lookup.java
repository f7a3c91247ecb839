package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Ends the rule unless the register's value is in the set; {@code inverted}: if it is. */
public record Lookup(String set, int register, boolean inverted) implements Expression {
  private static final int NFTA_LOOKUP_SET = 1;
  private static final int NFTA_LOOKUP_SREG = 2;
  private static final int NFTA_LOOKUP_FLAGS = 5;
  private static final int NFT_LOOKUP_F_INV = 1;

  public Lookup(String set, int register) {
    this(set, register, false);
  }

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putString(NFTA_LOOKUP_SET, set);
    message.putBe32(NFTA_LOOKUP_SREG, register);
    if (inverted) message.putBe32(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
  }
}
