package org.portsnare.netfilter.nftables;

/**
 * A named set.
 *
 * @param flags {@code NFT_SET_} bits
 * @param size maximum number of elements; 0 for no limit, which a dynamic set cannot have
 * @param timeoutMillis default timeout of an element; 0 for none: an element that is added without
 *     a timeout then stays until it is removed
 * @param counter whether the set gives every element a counter of packets and bytes
 * @param gcIntervalMillis interval at which the kernel removes expired elements from a hash set;
 *     until then they count for its size; 0 for one second
 */
public record Set(
    Table table,
    String name,
    KeyType key,
    int flags,
    int size,
    long timeoutMillis,
    boolean counter,
    int gcIntervalMillis) {
  /** The elements are starts and ends of ranges. */
  public static final int NFT_SET_INTERVAL = 0x4;

  /** Elements may expire. */
  public static final int NFT_SET_TIMEOUT = 0x10;

  /**
   * Rules may add elements ({@code flags dynamic}). Not together with {@link #NFT_SET_INTERVAL}.
   */
  public static final int NFT_SET_EVAL = 0x20;

  /** A set from which the kernel removes expired elements every second. */
  public Set(
      Table table,
      String name,
      KeyType key,
      int flags,
      int size,
      long timeoutMillis,
      boolean counter) {
    this(table, name, key, flags, size, timeoutMillis, counter, 0);
  }

  public boolean isInterval() {
    return (flags & NFT_SET_INTERVAL) != 0;
  }
}
