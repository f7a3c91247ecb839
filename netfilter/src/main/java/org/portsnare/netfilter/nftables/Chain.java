package org.portsnare.netfilter.nftables;

import org.jspecify.annotations.Nullable;

/**
 * A chain. With a hook it is a base chain: the kernel sends packets through it.
 *
 * @param hook hook point and priority; null for a chain that only rules jump to
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

  /** Priority of connection tracking, at prerouting and output. */
  public static final int NF_IP_PRI_CONNTRACK = -200;

  /** Priority {@code srcnat} at postrouting: source addresses are rewritten. */
  public static final int NF_IP_PRI_NAT_SRC = 100;

  /** Priority {@code dstnat} at prerouting: destination addresses are rewritten. */
  public static final int NF_IP_PRI_NAT_DST = -100;

  /** Priority {@code filter}: a host's own firewall usually decides here. */
  public static final int NF_IP_PRI_FILTER = 0;

  /**
   * A base chain's hook. Its type is always {@code filter} and its policy {@code accept}.
   *
   * @param priority a chain with a lower priority runs earlier
   */
  public record Hook(HookPoint point, int priority) {}

  public Chain(Table table, String name) {
    this(table, name, null);
  }
}
