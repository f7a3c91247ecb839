package org.portsnare.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** CPU of a daemon with next to nothing to do. */
final class IdleBenchmark implements Scenario {
  private static final String DAEMON = "Portsnare";
  private static final int SECONDS = (int) Scale.seconds(60).toSeconds();

  private final Findings findings =
      Findings.of(
          this,
          "Idle",
          "User and system time of the daemon in "
              + SECONDS
              + " s, in percent of one core; first without any packet, then with one SYN to a trap"
              + " each second, always from a new address. The kernel counts in steps of 10 ms. The"
              + " daemon has been running for 20 s.");
  private final Figure idle =
      findings.figure(Figure.table("idle", "Idle CPU", "load", "% of a core"));

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public Findings run() throws InterruptedException {
    try (Guarded guarded = new Guarded("");
        Hitter hitter = new Hitter(guarded)) {
      guarded.start();
      Scale.pause(Scale.seconds(20));
      measure(guarded, hitter, "no packet", false);
      measure(guarded, hitter, "one hit a second", true);
      if (guarded.control().status().bans() != SECONDS) findings.note("not every hit was a ban");
    }
    Sample used = idle.sample(DAEMON, "one hit a second");
    findings.reached(Goal.IDLE, used.median() < 0.2, Text.sample(used, "%"));
    return findings;
  }

  private void measure(Guarded guarded, Hitter hitter, String load, boolean hits)
      throws InterruptedException {
    double before = guarded.proc().cpuSeconds();
    long start = System.nanoTime();
    for (int i = 0; i < SECONDS; i++) {
      if (hits) hitter.syn(Text.address(i));
      long next = start + TimeUnit.SECONDS.toNanos(i + 1);
      Scale.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
    }
    double used = guarded.proc().cpuSeconds() - before;
    idle.add(DAEMON, load, used / SECONDS * 100);
  }
}
