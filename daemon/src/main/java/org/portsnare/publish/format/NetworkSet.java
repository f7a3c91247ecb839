package org.portsnare.publish.format;

import java.util.Arrays;
import java.util.function.Consumer;
import org.portsnare.ban.AddressRange;
import org.portsnare.ban.Prefix;

/**
 * Collects addresses and networks, and returns them in order as the smallest list of networks that
 * cover the same addresses and no others. Stored as numbers in arrays: 8 bytes per IPv4 network, 17
 * per IPv6 network.
 */
public final class NetworkSet {
  /** Each an address followed by the length, so that a wider network comes first. */
  private final long[] ipv4;

  private final long[] high;
  private final long[] low;
  private final byte[] length;
  private int count4;
  private int count6;

  /** A set with room for this number of networks of each family. */
  public NetworkSet(int most4, int most6) {
    ipv4 = new long[most4];
    high = new long[most6];
    low = new long[most6];
    length = new byte[most6];
  }

  /** Number of networks of each family. */
  public record Count(long ipv4, long ipv6) {}

  public void add(Prefix prefix) {
    if (!prefix.ipv6()) {
      ipv4[count4++] = prefix.low() << 8 | prefix.length();
      return;
    }
    high[count6] = prefix.high();
    low[count6] = prefix.low();
    length[count6++] = (byte) prefix.length();
  }

  /** Call this after the last {@link #add}. */
  public void sort() {
    Arrays.sort(ipv4, 0, count4);
    for (int root = count6 / 2 - 1; root >= 0; root--) sift(root, count6);
    for (int end = count6 - 1; end > 0; end--) {
      swap(0, end);
      sift(0, end);
    }
  }

  // Heap sort of three arrays: it works in place, on 128-bit numbers that are no objects.
  private void sift(int from, int end) {
    int root = from;
    while (2 * root + 1 < end) {
      int child = 2 * root + 1;
      if (child + 1 < end && less(child, child + 1)) child++;
      if (!less(root, child)) return;
      swap(root, child);
      root = child;
    }
  }

  private boolean less(int a, int b) {
    if (high[a] != high[b]) return Long.compareUnsigned(high[a], high[b]) < 0;
    if (low[a] != low[b]) return Long.compareUnsigned(low[a], low[b]) < 0;
    return (length[a] & 0xff) < (length[b] & 0xff);
  }

  private void swap(int a, int b) {
    long high1 = high[a];
    high[a] = high[b];
    high[b] = high1;
    long low1 = low[a];
    low[a] = low[b];
    low[b] = low1;
    byte length1 = length[a];
    length[a] = length[b];
    length[b] = length1;
  }

  /** Counts the networks that {@link #forEach} passes. */
  public Count count() {
    long[] counts = new long[2];
    forEach(prefix -> counts[prefix.ipv6() ? 1 : 0]++);
    return new Count(counts[0], counts[1]);
  }

  /** Passes the networks, IPv4 first, each family in order, to {@code consumer}. */
  public void forEach(Consumer<Prefix> consumer) {
    AddressRange range4 = new AddressRange(false, consumer);
    for (int i = 0; i < count4; i++) range4.add(0, ipv4[i] >>> 8, (int) ipv4[i] & 0xff);
    range4.end();
    AddressRange range6 = new AddressRange(true, consumer);
    for (int i = 0; i < count6; i++) range6.add(high[i], low[i], length[i] & 0xff);
    range6.end();
  }
}
