package org.portsnare.ban;

import java.util.function.Consumer;

/**
 * Takes networks in order, joins them to ranges without a gap, and passes on the smallest list of
 * networks for each range. Addresses are unsigned 128-bit numbers in two halves.
 */
public final class AddressRange {
  private final boolean ipv6;
  private final Consumer<Prefix> consumer;
  private boolean open;
  private long firstHigh;
  private long firstLow;
  private long lastHigh;
  private long lastLow;

  /** Passes the networks to {@code consumer}, in order. */
  public AddressRange(boolean ipv6, Consumer<Prefix> consumer) {
    this.ipv6 = ipv6;
    this.consumer = consumer;
  }

  /**
   * Passes the smallest list of networks that are exactly the addresses from {@code first} to
   * {@code last}, both included: at most 62 for IPv4 and 254 for IPv6.
   *
   * @throws IllegalArgumentException if these are not two addresses of one family, in order
   */
  public static void between(Prefix first, Prefix last, Consumer<Prefix> consumer) {
    boolean ordered = first.ipv6() == last.ipv6() && first.compareTo(last) <= 0;
    if (!ordered || !first.isAddress() || !last.isAddress()) {
      throw new IllegalArgumentException(
          "'" + first + "-" + last + "' is not a range from an address to a later one");
    }
    AddressRange range = new AddressRange(first.ipv6(), consumer);
    range.begin(first.high(), first.low(), last.high(), last.low());
    range.end();
  }

  private int bits() {
    return ipv6 ? 128 : 32;
  }

  /** Adds the next network. Its first address must not be lower than that of the network before. */
  public void add(long high, long low, int length) {
    int hostBits = bits() - length;
    long endHigh = high | highMask(hostBits);
    long endLow = low | lowMask(hostBits);
    if (!open || !reaches(high, low)) {
      end();
      begin(high, low, endHigh, endLow);
    } else if (compare(endHigh, endLow, lastHigh, lastLow) > 0) {
      lastHigh = endHigh;
      lastLow = endLow;
    }
  }

  private void begin(long fromHigh, long fromLow, long toHigh, long toLow) {
    open = true;
    firstHigh = fromHigh;
    firstLow = fromLow;
    lastHigh = toHigh;
    lastLow = toLow;
  }

  /** Whether the range contains the address, or ends right before it. */
  private boolean reaches(long high, long low) {
    if (compare(high, low, lastHigh, lastLow) <= 0) return true;
    long nextLow = lastLow + 1;
    long nextHigh = nextLow == 0 ? lastHigh + 1 : lastHigh;
    return high == nextHigh && low == nextLow;
  }

  /** Ends the current range, and passes on its networks. */
  public void end() {
    if (!open) return;
    open = false;
    while (true) {
      int hostBits = widest();
      consumer.accept(new Prefix(ipv6, firstHigh, firstLow, bits() - hostBits));
      long endHigh = firstHigh | highMask(hostBits);
      long endLow = firstLow | lowMask(hostBits);
      if (endHigh == lastHigh && endLow == lastLow) return;
      firstLow = endLow + 1;
      firstHigh = firstLow == 0 ? endHigh + 1 : endHigh;
    }
  }

  /** Host bits of the widest network that begins where the range begins, and does not exceed it. */
  private int widest() {
    int zeros =
        firstLow != 0
            ? Long.numberOfTrailingZeros(firstLow)
            : 64 + Long.numberOfTrailingZeros(firstHigh);
    int hostBits = Math.min(zeros, bits());
    while (exceeds(hostBits)) hostBits--;
    return hostBits;
  }

  private boolean exceeds(int hostBits) {
    long endHigh = firstHigh | highMask(hostBits);
    long endLow = firstLow | lowMask(hostBits);
    return compare(endHigh, endLow, lastHigh, lastLow) > 0;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }

  private static long lowMask(int bits) {
    return bits >= 64 ? -1 : (1L << bits) - 1;
  }

  private static long highMask(int bits) {
    return bits <= 64 ? 0 : lowMask(bits - 64);
  }
}
