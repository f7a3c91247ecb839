package org.portsnare.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Hitter;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;

/** CPU time of a nearly idle daemon. */
final class IdleBenchmark implements Scenario {
  private static final String DAEMON = "Portsnare";
  private static final int SECONDS = (int) Scale.seconds(60).toSeconds();
  private static final int WARM_SECONDS = (int) Scale.seconds(600).toSeconds();
  private static final String FRESH = "one hit a second";
  private static final String WARM = "one hit a second, later";

  private final Findings findings =
      Findings.of(
          this,
          "Idle",
          "User and system time of the daemon in "
              + SECONDS
              + " s, in percent of one core; from 20 s after the start without any packet, then"
              + " with one SYN to a trap each second, always from a new address, and once more"
              + " after "
              + WARM_SECONDS / 60
              + " minutes of that: the JVM compiles what it has run a few hundred times, and at"
              + " this rate that takes its time. The kernel counts in steps of 10 ms.");
  private final Figure idle =
      findings.figure(Figure.table("idle", "Idle CPU", "load", "% of a core"));

  private int sent;

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
      idle.add(DAEMON, "no packet", measure(guarded, hitter, SECONDS, false));
      idle.add(DAEMON, FRESH, measure(guarded, hitter, SECONDS, true));
      measure(guarded, hitter, WARM_SECONDS - SECONDS, true);
      idle.add(DAEMON, WARM, measure(guarded, hitter, SECONDS, true));
      if (guarded.control().status().bans().active() != sent)
        findings.note("not every hit was a ban");
    }
    Sample fresh = idle.sample(DAEMON, FRESH);
    Sample warm = idle.sample(DAEMON, WARM);
    findings.reached(
        Goal.IDLE,
        warm.median() < 0.2,
        "%s %% after ten minutes of that, %s %% in the first one"
            .formatted(Text.sample(warm), Text.sample(fresh)));
    return findings;
  }

  /** CPU use in percent of one core. */
  private double measure(Guarded guarded, Hitter hitter, int seconds, boolean hits)
      throws InterruptedException {
    double before = guarded.proc().cpuSeconds();
    long start = System.nanoTime();
    for (int i = 0; i < seconds; i++) {
      if (hits) hitter.syn(Text.address(sent++));
      long next = start + TimeUnit.SECONDS.toNanos(i + 1);
      Scale.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
    }
    return (guarded.proc().cpuSeconds() - before) / seconds * 100;
  }
}
