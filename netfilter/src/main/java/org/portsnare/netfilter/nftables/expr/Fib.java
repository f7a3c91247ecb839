package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/** Looks the packet's address up in the routing table and loads the result. */
public record Fib(Result result, int flags, int register) implements Expression {
  private static final int NFTA_FIB_DREG = 1;
  private static final int NFTA_FIB_RESULT = 2;
  private static final int NFTA_FIB_FLAGS = 3;

  public static final int NFTA_FIB_F_SADDR = 1;
  public static final int NFTA_FIB_F_DADDR = 1 << 1;

  /** {@code RTN_UNICAST}: the address belongs to another host. */
  public static final int RTN_UNICAST = 1;

  /** {@code RTN_LOCAL}: the address belongs to this host. */
  public static final int RTN_LOCAL = 2;

  /** {@code enum nft_fib_result}, in the kernel's order. */
  public enum Result {
    UNSPEC,
    OIF,
    OIFNAME,
    /** An {@code RTN_} number, 4 bytes in the machine's order. */
    ADDRTYPE
  }

  @Override
  public String name() {
    return "fib";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_FIB_FLAGS, flags);
    message.putBe32(NFTA_FIB_RESULT, result.ordinal());
    message.putBe32(NFTA_FIB_DREG, register);
  }
}
