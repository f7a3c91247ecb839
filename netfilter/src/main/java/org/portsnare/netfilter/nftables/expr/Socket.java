package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/**
 * Looks for the local socket of the packet and loads whether it is transparent (one byte, 0 or 1).
 * Ends the rule if there is no such socket. Rules use this to test for a listener.
 */
public record Socket(int register) implements Expression {
  private static final int NFTA_SOCKET_KEY = 1;
  private static final int NFTA_SOCKET_DREG = 2;
  private static final int NFT_SOCKET_TRANSPARENT = 0;

  @Override
  public String name() {
    return "socket";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_SOCKET_KEY, NFT_SOCKET_TRANSPARENT);
    message.putBe32(NFTA_SOCKET_DREG, register);
  }
}
