package org.portsnare.netfilter.nftables.expr;

import java.util.List;
import org.portsnare.netlink.MessageWriter;

/**
 * Adds the register's value to a set, from the packet path.
 *
 * <p>Ends the rule when the set is full: later expressions of the rule do not run.
 *
 * @param op {@code ADD} leaves an existing element as it is, {@code UPDATE} starts its timeout
 *     again, {@code DELETE} removes it
 * @param timeoutMillis the element's timeout; 0 for the set's default; without a default the
 *     element does not expire
 * @param expressions stateful expressions of the element, such as a limit; they run here
 */
public record Dynset(
    Op op, String set, int register, long timeoutMillis, List<Expression> expressions)
    implements Expression {
  private static final int NFTA_DYNSET_SET_NAME = 1;
  private static final int NFTA_DYNSET_OP = 3;
  private static final int NFTA_DYNSET_SREG_KEY = 4;
  private static final int NFTA_DYNSET_TIMEOUT = 6;
  private static final int NFTA_DYNSET_EXPR = 7;
  private static final int NFTA_DYNSET_FLAGS = 9;
  private static final int NFTA_DYNSET_EXPRESSIONS = 10;
  private static final int NFT_DYNSET_F_EXPR = 1 << 1;

  /** {@code enum nft_dynset_ops}, in the kernel's order. */
  public enum Op {
    ADD,
    UPDATE,
    DELETE
  }

  public Dynset {
    expressions = List.copyOf(expressions);
  }

  public Dynset(Op op, String set, int register, long timeoutMillis) {
    this(op, set, register, timeoutMillis, List.of());
  }

  @Override
  public String name() {
    return "dynset";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_DYNSET_SREG_KEY, register);
    message.putBe32(NFTA_DYNSET_OP, op.ordinal());
    if (timeoutMillis > 0) message.putBe64(NFTA_DYNSET_TIMEOUT, timeoutMillis);
    message.putString(NFTA_DYNSET_SET_NAME, set);
    writeExpressions(message);
  }

  private void writeExpressions(MessageWriter message) {
    if (expressions.isEmpty()) return;
    if (expressions.size() == 1) {
      expressions.getFirst().write(message, NFTA_DYNSET_EXPR);
      return;
    }
    message.putBe32(NFTA_DYNSET_FLAGS, NFT_DYNSET_F_EXPR);
    int list = message.nest(NFTA_DYNSET_EXPRESSIONS);
    for (Expression expression : expressions) expression.write(message, NFTA_LIST_ELEM);
    message.endNest(list);
  }
}
