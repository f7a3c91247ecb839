package org.portsnare.bench;

import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;
import org.portsnare.bench.report.Timed;

/** Time of short commands, each in its own process. */
final class CommandsBenchmark implements Scenario {
  private static final String DAEMON = "Portsnare";
  private static final double MOST_MILLIS = 250;

  private final Findings findings =
      Findings.of(
          this,
          "Commands",
          "Wall time of `./portsnare COMMAND` as an installed copy runs it (the look for changed"
              + " sources is turned off), 20 rounds, interleaved, against a daemon with 10 bans."
              + " Files are in the page cache.");
  private final Figure commands =
      findings.figure(Figure.table("commands", "Commands", "command", "ms"));

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public Findings run() throws InterruptedException {
    try (Guarded guarded = new Guarded("").with(Ledgers.of(10))) {
      guarded.start();
      for (int round = 0; round < Scale.rounds(20); round++) {
        measure(guarded, "list");
        measure(guarded, "status");
        measure(guarded, "explain", Text.address(3));
      }
    }
    goal(Goal.LIST, "list");
    goal(Goal.STATUS, "status");
    goal(Goal.EXPLAIN, "explain");
    return findings;
  }

  private void measure(Guarded guarded, String... arguments) throws InterruptedException {
    double seconds = Timed.seconds(new ProcessBuilder(guarded.command(arguments)));
    commands.add(DAEMON, arguments[0], seconds * 1e3);
  }

  private void goal(Goal goal, String command) {
    Sample sample = commands.sample(DAEMON, command);
    findings.reached(
        goal,
        sample.quantile(0.95) < MOST_MILLIS,
        "median %s ms, p95 %s ms"
            .formatted(Text.number(sample.median()), Text.number(sample.quantile(0.95))));
  }
}
