package org.portsnare.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;

/** Resident memory of the daemon at rest. */
final class MemoryBenchmark implements Scenario {
  private static final String RESIDENT = "resident";
  private static final String PACKAGED = "resident, packaged";
  private static final String PEAK = "peak since the start";
  private static final Duration REST = Scale.seconds(30);

  private final Findings findings =
      Findings.of(
          this,
          "Memory at rest",
          "VmRSS and VmHWM of the daemon, 30 s after `ready`, with n bans from the ledger and the"
              + " control API's HTTP server on. One daemon for each n, all at the same time, each"
              + " in namespaces of its own. Started from the source tree, with the JDK that is"
              + " there; one daemon also as the package installs it, with a runtime of its own."
              + " The peak in the flood is under Flood.");
  private final Figure memory =
      findings.figure(
          Figure.curve("memory", "Memory against bans", "bans", "MiB", Figure.Plot.LINEAR));

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Findings run() throws InterruptedException {
    List<Guarded> all = new ArrayList<>();
    try {
      for (int bans : new int[] {0, 1_000, 10_000, 100_000, 1_000_000, 5_000_000}) {
        if (Scale.count(bans) != bans) continue;
        all.add(measure(bans));
      }
      Guarded packaged = new Guarded("");
      all.add(packaged);
      measurePackaged(packaged);
    } finally {
      all.forEach(Guarded::close);
    }
    idle();
    goal(Goal.MEMORY_MILLION, 1_000_000, 128);
    return findings;
  }

  private Guarded measure(int bans) throws InterruptedException {
    Guarded guarded = new Guarded("[ban]\nmax = " + (bans + 100_000) + "\n");
    if (bans > 0) guarded.with(Ledgers.of(bans));
    guarded.start();
    Scale.pause(REST);
    memory.add(RESIDENT, bans, guarded.proc().residentMib());
    memory.add(PEAK, bans, guarded.proc().peakMib());
    return guarded;
  }

  private void measurePackaged(Guarded guarded) throws InterruptedException {
    guarded.startPackaged();
    Scale.pause(REST);
    memory.add(PACKAGED, 0, guarded.proc().residentMib());
  }

  private void idle() {
    Sample packaged = memory.sample(PACKAGED, Text.count(0));
    findings.reached(
        Goal.MEMORY_IDLE,
        packaged.max() <= 64,
        "%s MiB; %s MiB from the source tree"
            .formatted(Text.sample(packaged), Text.sample(memory.sample(RESIDENT, Text.count(0)))));
  }

  private void goal(Goal goal, long bans, double most) {
    Sample resident = memory.sample(RESIDENT, Text.count(bans));
    if (resident.isEmpty()) return;
    findings.reached(goal, resident.max() <= most, Text.sample(resident, "MiB"));
  }
}
