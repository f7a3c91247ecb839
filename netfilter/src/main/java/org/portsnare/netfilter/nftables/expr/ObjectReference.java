package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Runs the packet through a named counter of the table. */
public record ObjectReference(String counter) implements Expression {
  private static final int NFTA_OBJREF_IMM_TYPE = 1;
  private static final int NFTA_OBJREF_IMM_NAME = 2;
  private static final int NFT_OBJECT_COUNTER = 1;

  @Override
  public String name() {
    return "objref";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_OBJREF_IMM_TYPE, NFT_OBJECT_COUNTER);
    message.putString(NFTA_OBJREF_IMM_NAME, counter);
  }
}
