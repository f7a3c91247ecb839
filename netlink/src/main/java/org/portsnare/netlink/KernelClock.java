package org.portsnare.netlink;

import java.lang.foreign.Arena;
import org.portsnare.netlink.libc.Libc;

/** The kernel's view of the machine's clock. */
public final class KernelClock {
  /** Bytes of {@code struct timex}, from linux/timex.h, where a {@code long} has 64 bits. */
  private static final long TIMEX_SIZE = 208;

  /** {@code TIME_ERROR} of linux/timex.h: no time service keeps the clock synchronised. */
  private static final int TIME_ERROR = 5;

  private KernelClock() {}

  /**
   * Whether a time service keeps the clock synchronised. False after somebody sets the clock by
   * hand, and where the kernel does not tell: for example in a sandbox that forbids {@code
   * adjtimex(2)}.
   */
  public static boolean isSynchronised() {
    try (Arena arena = Arena.ofConfined()) {
      // All zero: the call changes nothing, so it needs no privilege.
      int state = Libc.adjtimex(arena.allocate(TIMEX_SIZE, Long.BYTES));
      return state >= 0 && state != TIME_ERROR;
    }
  }
}
