package org.portsnare.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Size of a run: full, or quick to see only whether everything works. */
final class Scale {
  private static final boolean QUICK = Boolean.getBoolean("bench.quick");
  private static final int QUICK_COUNT = 20_000;

  static final int MILLION = count(1_000_000);

  private Scale() {}

  static boolean quick() {
    return QUICK;
  }

  static int count(int full) {
    return QUICK ? Math.min(full, QUICK_COUNT) : full;
  }

  static int rounds(int full) {
    return QUICK ? 1 : full;
  }

  static Duration seconds(int full) {
    return Duration.ofSeconds(QUICK ? Math.min(full, 3) : full);
  }

  static void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
