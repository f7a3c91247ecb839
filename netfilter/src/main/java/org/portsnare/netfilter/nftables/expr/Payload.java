package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Loads {@code length} bytes of the packet, from {@code offset} bytes after a header's start. */
public record Payload(Base base, int offset, int length, int register) implements Expression {
  private static final int NFTA_PAYLOAD_DREG = 1;
  private static final int NFTA_PAYLOAD_BASE = 2;
  private static final int NFTA_PAYLOAD_OFFSET = 3;
  private static final int NFTA_PAYLOAD_LEN = 4;

  /** {@code enum nft_payload_bases}, in the kernel's order. */
  public enum Base {
    LL_HEADER,
    NETWORK_HEADER,
    TRANSPORT_HEADER
  }

  @Override
  public String name() {
    return "payload";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_PAYLOAD_DREG, register);
    message.putBe32(NFTA_PAYLOAD_BASE, base.ordinal());
    message.putBe32(NFTA_PAYLOAD_OFFSET, offset);
    message.putBe32(NFTA_PAYLOAD_LEN, length);
  }

  /**
   * Overwrites {@code length} bytes of the packet with a register's value, and corrects the 16-bit
   * Internet checksum.
   *
   * @param offset position from the start of the header, in bytes
   * @param checksumOffset position of the checksum in the same header, in bytes
   */
  public record Write(Base base, int offset, int length, int checksumOffset, int register)
      implements Expression {
    private static final int NFTA_PAYLOAD_BASE = 2;
    private static final int NFTA_PAYLOAD_OFFSET = 3;
    private static final int NFTA_PAYLOAD_LEN = 4;
    private static final int NFTA_PAYLOAD_SREG = 5;
    private static final int NFTA_PAYLOAD_CSUM_TYPE = 6;
    private static final int NFTA_PAYLOAD_CSUM_OFFSET = 7;
    private static final int NFT_PAYLOAD_CSUM_INET = 1;

    @Override
    public String name() {
      return "payload";
    }

    @Override
    public void writeData(MessageWriter message) {
      message.putBe32(NFTA_PAYLOAD_SREG, register);
      message.putBe32(NFTA_PAYLOAD_BASE, base.ordinal());
      message.putBe32(NFTA_PAYLOAD_OFFSET, offset);
      message.putBe32(NFTA_PAYLOAD_LEN, length);
      message.putBe32(NFTA_PAYLOAD_CSUM_TYPE, NFT_PAYLOAD_CSUM_INET);
      message.putBe32(NFTA_PAYLOAD_CSUM_OFFSET, checksumOffset);
    }
  }
}
