package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Loads a property of the packet's connection. Ends the rule if there is no such property. */
public record Ct(Key key, int register) implements Expression {
  private static final int NFTA_CT_DREG = 1;
  private static final int NFTA_CT_KEY = 2;

  /** {@code NF_CT_STATE_INVALID_BIT}: connection tracking cannot classify the packet. */
  public static final int STATE_INVALID = 1;

  /** {@code NF_CT_STATE_BIT(IP_CT_ESTABLISHED)}. */
  public static final int STATE_ESTABLISHED = 1 << 1;

  /** {@code NF_CT_STATE_BIT(IP_CT_RELATED)}. */
  public static final int STATE_RELATED = 1 << 2;

  /** {@code NF_CT_STATE_BIT(IP_CT_NEW)}. */
  public static final int STATE_NEW = 1 << 3;

  /** {@code NF_CT_STATE_UNTRACKED_BIT}: connection tracking was told to ignore the packet. */
  public static final int STATE_UNTRACKED = 1 << 6;

  /** {@code IPS_DST_NAT}: the connection's destination was rewritten. */
  public static final int IPS_DST_NAT = 1 << 5;

  /** {@code IP_CT_DIR_REPLY}: from the side that did not open the connection. */
  public static final int DIRECTION_REPLY = 1;

  /** The keys of {@code enum nft_ct_keys} that need no other argument. */
  public enum Key {
    /** Bit set of {@code NF_CT_STATE_BIT}, 4 bytes in the machine's order. */
    STATE(0),
    /** {@code IP_CT_DIR_ORIGINAL} (0) or {@code IP_CT_DIR_REPLY} (1), one byte. */
    DIRECTION(1),
    /** Bit set of {@code IPS_} bits, 4 bytes in the machine's order. */
    STATUS(2),
    /** Mark of the connection, 4 bytes in the machine's order. */
    MARK(3);

    private final int number;

    Key(int number) {
      this.number = number;
    }
  }

  @Override
  public String name() {
    return "ct";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_CT_DREG, register);
    message.putBe32(NFTA_CT_KEY, key.number);
  }
}
