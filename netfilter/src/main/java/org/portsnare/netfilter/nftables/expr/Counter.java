package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Counts packets and bytes, starting at the given values. */
public record Counter(long packets, long bytes) implements Expression {
  public static final int NFTA_COUNTER_BYTES = 1;
  public static final int NFTA_COUNTER_PACKETS = 2;

  public Counter() {
    this(0, 0);
  }

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe64(NFTA_COUNTER_BYTES, bytes);
    message.putBe64(NFTA_COUNTER_PACKETS, packets);
  }
}
