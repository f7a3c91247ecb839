package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Loads a property of the packet that is not in its bytes. */
public record Meta(Key key, int register) implements Expression {
  private static final int NFTA_META_DREG = 1;
  private static final int NFTA_META_KEY = 2;

  /** The keys of {@code enum nft_meta_keys} that are used. */
  public enum Key {
    /** {@code skb->priority}, 4 bytes in the machine's order. */
    PRIORITY(2),
    /** Name of the input interface, 16 bytes, padded with NUL. */
    IIFNAME(6),
    /** Name of the output interface, 16 bytes, padded with NUL. */
    OIFNAME(7),
    /** {@code NFPROTO_IPV4} (2) or {@code NFPROTO_IPV6} (10), one byte. */
    NFPROTO(15),
    /** Transport protocol, one byte: the one after all IPv6 extension headers. */
    L4PROTO(16);

    final int number;

    Key(int number) {
      this.number = number;
    }
  }

  @Override
  public String name() {
    return "meta";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_META_KEY, key.number);
    message.putBe32(NFTA_META_DREG, register);
  }

  /** Sets a property of the packet from a register; the property is not in the packet's bytes. */
  public record Write(Key key, int register) implements Expression {
    private static final int NFTA_META_KEY = 2;
    private static final int NFTA_META_SREG = 3;

    @Override
    public String name() {
      return "meta";
    }

    @Override
    public void writeData(MessageWriter message) {
      message.putBe32(NFTA_META_KEY, key.number);
      message.putBe32(NFTA_META_SREG, register);
    }
  }
}
