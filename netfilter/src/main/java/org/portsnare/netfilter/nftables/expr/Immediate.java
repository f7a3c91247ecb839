package org.portsnare.netfilter.nftables.expr;

import org.jspecify.annotations.Nullable;
import org.portsnare.netlink.MessageWriter;

/**
 * Gives a verdict.
 *
 * @param code {@code NF_DROP}, {@code NF_ACCEPT} or one of {@code enum nft_verdicts}
 * @param chain target chain of a jump or goto; otherwise null
 */
public record Immediate(int code, @Nullable String chain) implements Expression {
  private static final int NFTA_IMMEDIATE_DREG = 1;
  private static final int NFTA_IMMEDIATE_DATA = 2;
  private static final int NFT_REG_VERDICT = 0;
  private static final int NF_DROP = 0;
  private static final int NF_ACCEPT = 1;
  private static final int NFT_JUMP = -3;
  private static final int NFT_GOTO = -4;
  private static final int NFT_RETURN = -5;

  public static Immediate accept() {
    return new Immediate(NF_ACCEPT, null);
  }

  public static Immediate drop() {
    return new Immediate(NF_DROP, null);
  }

  /** Returns to the rule after the jump that led here. */
  public static Immediate returned() {
    return new Immediate(NFT_RETURN, null);
  }

  public static Immediate jump(String chain) {
    return new Immediate(NFT_JUMP, chain);
  }

  public static Immediate goTo(String chain) {
    return new Immediate(NFT_GOTO, chain);
  }

  @Override
  public String name() {
    return "immediate";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
    Data.verdict(message, NFTA_IMMEDIATE_DATA, code, chain);
  }
}
