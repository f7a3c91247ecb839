package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/**
 * One expression of a rule.
 *
 * <pre>
 *   NFTA_LIST_ELEM
 *     NFTA_EXPR_NAME  "cmp"
 *     NFTA_EXPR_DATA
 *       NFTA_CMP_...
 * </pre>
 */
public sealed interface Expression
    permits Bitwise,
        Cmp,
        Counter,
        Ct,
        Dynset,
        Fib,
        Immediate,
        ImmediateData,
        Limit,
        Log,
        Lookup,
        Meta,
        Meta.Write,
        Notrack,
        ObjectReference,
        Payload,
        Payload.Write,
        Reject,
        Socket,
        Synproxy {

  int NFTA_LIST_ELEM = 1;
  int NFTA_EXPR_NAME = 1;
  int NFTA_EXPR_DATA = 2;

  /** Number of the 16-byte register that simple rules use. */
  int NFT_REG_1 = 1;

  /** Number of the 16-byte register after {@link #NFT_REG_1}. */
  int NFT_REG_2 = 2;

  /** Number of the 4-byte register that is the second 4 bytes of {@link #NFT_REG_1}. */
  int NFT_REG32_01 = 9;

  /** Kernel name of the expression. */
  String name();

  /** Writes the attributes that go into {@code NFTA_EXPR_DATA}. */
  void writeData(MessageWriter message);

  /** Writes the whole expression as an attribute of type {@code type}. */
  default void write(MessageWriter message, int type) {
    int expression = message.nest(type);
    message.putString(NFTA_EXPR_NAME, name());
    int data = message.nest(NFTA_EXPR_DATA);
    writeData(message);
    message.endNest(data);
    message.endNest(expression);
  }
}
