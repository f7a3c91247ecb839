package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/**
 * A token bucket for packets: the rule continues while there are tokens. With {@code over} it
 * continues while there are none.
 *
 * @param rate new tokens per {@code perSeconds}
 * @param perSeconds the unit of time, in seconds
 * @param burst number of tokens in the full bucket; it starts full
 * @param over whether the limit is inverted
 */
public record Limit(long rate, long perSeconds, int burst, boolean over) implements Expression {
  private static final int NFTA_LIMIT_RATE = 1;
  private static final int NFTA_LIMIT_UNIT = 2;
  private static final int NFTA_LIMIT_BURST = 3;
  private static final int NFTA_LIMIT_TYPE = 4;
  private static final int NFTA_LIMIT_FLAGS = 5;
  private static final int NFT_LIMIT_PKTS = 0;
  private static final int NFT_LIMIT_F_INV = 1;

  /** Seconds in a second, as a unit. */
  public static final long SECOND = 1;

  public static final long MINUTE = 60;

  public static final long DAY = 24 * 3600;

  /** Seconds in the longest unit that nft knows. */
  public static final long WEEK = 7 * 24 * 3600;

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe64(NFTA_LIMIT_RATE, rate);
    message.putBe64(NFTA_LIMIT_UNIT, perSeconds);
    message.putBe32(NFTA_LIMIT_BURST, burst);
    message.putBe32(NFTA_LIMIT_TYPE, NFT_LIMIT_PKTS);
    message.putBe32(NFTA_LIMIT_FLAGS, over ? NFT_LIMIT_F_INV : 0);
  }
}
