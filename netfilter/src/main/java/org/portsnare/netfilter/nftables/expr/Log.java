package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/**
 * Sends the packet to an NFLOG group.
 *
 * @param prefix label in the event, at most 127 bytes
 * @param snapLength maximum bytes of the packet to copy
 */
public record Log(int group, String prefix, int snapLength) implements Expression {
  private static final int NFTA_LOG_GROUP = 1;
  private static final int NFTA_LOG_PREFIX = 2;
  private static final int NFTA_LOG_SNAPLEN = 3;

  @Override
  public String name() {
    return "log";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putString(NFTA_LOG_PREFIX, prefix);
    message.putBe16(NFTA_LOG_GROUP, group);
    message.putBe32(NFTA_LOG_SNAPLEN, snapLength);
  }
}
