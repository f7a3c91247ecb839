package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Loads a constant into a register. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record ImmediateData(int register, byte[] value) implements Expression {
  private static final int NFTA_IMMEDIATE_DREG = 1;
  private static final int NFTA_IMMEDIATE_DATA = 2;

  @Override
  public String name() {
    return "immediate";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_IMMEDIATE_DREG, register);
    Data.value(message, NFTA_IMMEDIATE_DATA, value);
  }
}
