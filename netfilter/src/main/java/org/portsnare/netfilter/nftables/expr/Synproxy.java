package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/**
 * Answers a SYN with a SYN cookie, and accepts the ACK that returns it. Works at input or forward.
 *
 * @param mss the MSS to announce, in bytes
 * @param windowScale the window scale to announce
 * @param flags {@code NF_SYNPROXY_OPT_} bits of the TCP options to offer
 */
public record Synproxy(int mss, int windowScale, int flags) implements Expression {
  private static final int NFTA_SYNPROXY_MSS = 1;
  private static final int NFTA_SYNPROXY_WSCALE = 2;
  private static final int NFTA_SYNPROXY_FLAGS = 3;

  public static final int NF_SYNPROXY_OPT_MSS = 0x01;
  public static final int NF_SYNPROXY_OPT_WSCALE = 0x02;
  public static final int NF_SYNPROXY_OPT_SACK_PERM = 0x04;
  public static final int NF_SYNPROXY_OPT_TIMESTAMP = 0x08;

  @Override
  public String name() {
    return "synproxy";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe16(NFTA_SYNPROXY_MSS, mss);
    message.putU8(NFTA_SYNPROXY_WSCALE, windowScale);
    message.putBe32(NFTA_SYNPROXY_FLAGS, flags);
  }
}
