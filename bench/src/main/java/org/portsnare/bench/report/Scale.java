package org.portsnare.bench.report;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Size of a run: full, or quick to see only whether everything works. */
public final class Scale {
  private static final boolean QUICK = Boolean.getBoolean("bench.quick");
  private static final int QUICK_COUNT = 20_000;

  public static final int MILLION = count(1_000_000);

  private Scale() {}

  public static boolean quick() {
    return QUICK;
  }

  public static int count(int full) {
    return QUICK ? Math.min(full, QUICK_COUNT) : full;
  }

  public static int rounds(int full) {
    return QUICK ? 1 : full;
  }

  public static Duration seconds(int full) {
    return Duration.ofSeconds(QUICK ? Math.min(full, 3) : full);
  }

  public static void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
