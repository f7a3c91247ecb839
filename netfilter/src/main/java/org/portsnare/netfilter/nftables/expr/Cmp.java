package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Ends the rule unless {@code register op value} holds; compares bytes from the first on. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record Cmp(int register, Op op, byte[] value) implements Expression {
  private static final int NFTA_CMP_SREG = 1;
  private static final int NFTA_CMP_OP = 2;
  private static final int NFTA_CMP_DATA = 3;

  /** {@code enum nft_cmp_ops}, in the kernel's order. */
  public enum Op {
    EQ,
    NEQ,
    LT,
    LTE,
    GT,
    GTE
  }

  @Override
  public String name() {
    return "cmp";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_CMP_SREG, register);
    message.putBe32(NFTA_CMP_OP, op.ordinal());
    Data.value(message, NFTA_CMP_DATA, value);
  }
}
