package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/**
 * Drops the packet and answers with ICMP or ICMPv6 "administratively prohibited". Possible at
 * prerouting since kernel 5.9.
 */
public record Reject() implements Expression {
  private static final int NFTA_REJECT_TYPE = 1;
  private static final int NFTA_REJECT_ICMP_CODE = 2;
  private static final int NFT_REJECT_ICMPX_UNREACH = 2;
  private static final int NFT_REJECT_ICMPX_ADMIN_PROHIBITED = 3;

  @Override
  public String name() {
    return "reject";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_REJECT_TYPE, NFT_REJECT_ICMPX_UNREACH);
    message.putU8(NFTA_REJECT_ICMP_CODE, NFT_REJECT_ICMPX_ADMIN_PROHIBITED);
  }
}
