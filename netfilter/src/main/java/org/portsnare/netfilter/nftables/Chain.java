package org.portsnare.netfilter.nftables;

import org.jspecify.annotations.Nullable;

/**
 * A chain; with a hook it is a base chain, which packets enter by themselves.
 *
 * @param hook where and when; null for a chain that is only jumped to
 */
public record Chain(Table table, String name, @Nullable Hook hook) {
  /** Hooks of the inet families: {@code NF_INET_} numbers. */
  public enum HookPoint {
    PREROUTING(0),
    INPUT(1),
    FORWARD(2),
    OUTPUT(3),
    POSTROUTING(4);

    private final int number;

    HookPoint(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** Priority {@code raw}: before connection tracking. */
  public static final int NF_IP_PRI_RAW = -300;

  /** Where connections are tracked, at prerouting and output. */
  public static final int NF_IP_PRI_CONNTRACK = -200;

  /** Priority {@code dstnat} at prerouting: where destinations are rewritten. */
  public static final int NF_IP_PRI_NAT_SRC = 100;

  public static final int NF_IP_PRI_NAT_DST = -100;

  /** Priority {@code filter}: where a host's own firewall decides. */
  public static final int NF_IP_PRI_FILTER = 0;

  /**
   * A base chain's hook. Its type is always {@code filter} and its policy {@code accept}.
   *
   * @param priority lower runs earlier
   */
  public record Hook(HookPoint point, int priority) {}

  public Chain(Table table, String name) {
    this(table, name, null);
  }
}
