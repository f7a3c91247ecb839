package org.portsnare.netlink;

import java.lang.foreign.Arena;
import org.portsnare.netlink.libc.Libc;

/** What the kernel says of the machine's clock. */
public final class KernelClock {
  /** Bytes of {@code struct timex}, from linux/timex.h, where a {@code long} has 64 bits. */
  private static final long TIMEX_SIZE = 208;

  /** {@code TIME_ERROR} of linux/timex.h: nobody has set the clock by a better one since boot. */
  private static final int TIME_ERROR = 5;

  private KernelClock() {}

  /**
   * Whether a time service has set the clock by a better one since boot, and nobody by hand since;
   * false where the kernel does not tell, as in a sandbox that forbids {@code adjtimex(2)}.
   */
  public static boolean isSynchronised() {
    try (Arena arena = Arena.ofConfined()) {
      // All zero: nothing is to be changed, which needs no privilege.
      int state = Libc.adjtimex(arena.allocate(TIMEX_SIZE, Long.BYTES));
      return state >= 0 && state != TIME_ERROR;
    }
  }
}
