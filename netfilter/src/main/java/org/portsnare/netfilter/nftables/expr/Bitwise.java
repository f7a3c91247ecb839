package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** {@code register = register & mask}, over {@code mask.length} bytes. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record Bitwise(int register, byte[] mask) implements Expression {
  private static final int NFTA_BITWISE_SREG = 1;
  private static final int NFTA_BITWISE_DREG = 2;
  private static final int NFTA_BITWISE_LEN = 3;
  private static final int NFTA_BITWISE_MASK = 4;
  private static final int NFTA_BITWISE_XOR = 5;
  private static final int NFTA_BITWISE_OP = 6;
  private static final int NFT_BITWISE_MASK_XOR = 0;

  @Override
  public String name() {
    return "bitwise";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_BITWISE_SREG, register);
    message.putBe32(NFTA_BITWISE_DREG, register);
    message.putBe32(NFTA_BITWISE_LEN, mask.length);
    message.putBe32(NFTA_BITWISE_OP, NFT_BITWISE_MASK_XOR);
    Data.value(message, NFTA_BITWISE_MASK, mask);
    Data.value(message, NFTA_BITWISE_XOR, new byte[mask.length]);
  }
}
