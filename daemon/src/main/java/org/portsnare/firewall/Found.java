package org.portsnare.firewall;

import java.util.Arrays;
import org.portsnare.netfilter.nftables.ElementWriter;

/** The kernel's data of some bans, by their index in the list that was asked for. */
public final class Found {
  /**
   * Instead of a count of packets: the ban was loaded without a counter, and gets one from {@link
   * Firewall#count(java.util.List)} or {@link Firewall#update}.
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

  /** Milliseconds until the ban ends; 0 for never. */
  public long left(int index) {
    return left[index];
  }

  /** Number of packets dropped by the ban, or {@link #UNCOUNTED}. */
  public long dropped(int index) {
    return dropped[index];
  }
}
