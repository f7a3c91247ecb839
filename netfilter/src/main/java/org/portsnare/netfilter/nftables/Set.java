package org.portsnare.netfilter.nftables;

/**
 * A named set.
 *
 * @param flags {@code NFT_SET_} bits
 * @param size the most elements it may hold; 0 for no limit, which a dynamic set cannot have
 * @param timeoutMillis default timeout of an element; 0 for none: then an element that is added
 *     without a timeout stays for ever
 * @param counter whether the set gives every element a counter of packets and bytes
 * @param gcIntervalMillis how often the kernel looks through all elements of a hash for those that
 *     have ended, which until then count for its size; 0 for every second
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
  /** Elements are starts and ends of ranges. */
  public static final int NFT_SET_INTERVAL = 0x4;

  /** Elements may end by themselves. */
  public static final int NFT_SET_TIMEOUT = 0x10;

  /** Rules may add elements ({@code flags dynamic}). Excludes intervals. */
  public static final int NFT_SET_EVAL = 0x20;

  /** A set in which the kernel looks for ended elements every second. */
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
