package org.portsnare.netfilter.nftables.expr;

import org.portsnare.netlink.MessageWriter;

/**
 * Runs the packet through a named object of the table. The state of the object outlives the rules
 * that refer to it.
 */
public record ObjectReference(Type type, String object) implements Expression {
  private static final int NFTA_OBJREF_IMM_TYPE = 1;
  private static final int NFTA_OBJREF_IMM_NAME = 2;

  /** The kinds of objects that Portsnare uses. */
  public enum Type {
    /** Counts the packet. */
    COUNTER(1),
    /** A token bucket: ends or continues the rule, like a {@link Limit} in the rule itself. */
    LIMIT(4);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    /** {@code NFT_OBJECT_} number. */
    public int number() {
      return number;
    }
  }

  @Override
  public String name() {
    return "objref";
  }

  @Override
  public void writeData(MessageWriter message) {
    message.putBe32(NFTA_OBJREF_IMM_TYPE, type.number);
    message.putString(NFTA_OBJREF_IMM_NAME, object);
  }
}
