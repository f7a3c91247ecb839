package org.portsnare.netfilter.nftables.expr;

import org.jspecify.annotations.Nullable;
import org.portsnare.netlink.MessageWriter;

/** Literals: {@code NFTA_DATA_VALUE} with bytes, or {@code NFTA_DATA_VERDICT}. */
final class Data {
  private static final int NFTA_DATA_VALUE = 1;
  private static final int NFTA_DATA_VERDICT = 2;
  private static final int NFTA_VERDICT_CODE = 1;
  private static final int NFTA_VERDICT_CHAIN = 2;

  private Data() {}

  static void value(MessageWriter message, int type, byte[] value) {
    int data = message.nest(type);
    message.putBytes(NFTA_DATA_VALUE, value);
    message.endNest(data);
  }

  static void verdict(MessageWriter message, int type, int code, @Nullable String chain) {
    int data = message.nest(type);
    int verdict = message.nest(NFTA_DATA_VERDICT);
    message.putBe32(NFTA_VERDICT_CODE, code);
    if (chain != null) message.putString(NFTA_VERDICT_CHAIN, chain);
    message.endNest(verdict);
    message.endNest(data);
  }
}
