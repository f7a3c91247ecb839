package org.portsnare.firewall;

import java.util.Arrays;
import org.portsnare.netfilter.nftables.ElementWriter;

/** What the kernel has of some bans, by their places in the list that was asked for. */
public final class Found {
  /**
   * In place of a count of packets: the ban came with a long list, and what it drops is not counted
   * before {@link Firewall#update}.
   */
  public static final long UNCOUNTED = ElementWriter.UNCOUNTED;

  private static final long ABSENT = -1;

  private final long[] left;
  private final long[] dropped;

  Found(int size) {
    left = new long[size];
    Arrays.fill(left, ABSENT);
    dropped = new long[size];
  }

  void put(int index, long leftMillis, long packets) {
    left[index] = leftMillis;
    dropped[index] = packets;
  }

  /** Whether the kernel has this ban. */
  public boolean has(int index) {
    return left[index] != ABSENT;
  }

  /** Milliseconds until it ends; 0 for never. */
  public long left(int index) {
    return left[index];
  }

  /** Packets dropped because of it, or {@link #UNCOUNTED}. */
  public long dropped(int index) {
    return dropped[index];
  }
}
