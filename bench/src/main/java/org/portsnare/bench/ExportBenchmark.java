package org.portsnare.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.host.Proc;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Place;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;
import org.portsnare.bench.report.Timed;

/** Export of long lists. */
final class ExportBenchmark implements Scenario {
  private static final String TIME = "wall, s";
  private static final String GROWTH = "growth of the daemon, MiB";
  private static final String JSON = "list --format json";

  private final Findings findings =
      Findings.of(
          this,
          "Export",
          "Wall time of the command with "
              + Text.count(Scale.MILLION)
              + " bans, its output written to a file; and by how much the daemon's peak (VmHWM,"
              + " reset before) was above what was resident before.");
  private final Figure export =
      findings.figure(Figure.table("export", "Long lists", "command", ""));

  @Override
  public String name() {
    return "export";
  }

  @Override
  public Findings run() throws IOException, InterruptedException {
    try (Guarded guarded = new Guarded("[ban]\nmax = 1100000\n").with(Ledgers.of(Scale.MILLION))) {
      guarded.start();
      Scale.pause(Scale.seconds(10));
      boolean exports =
          guarded
              .lab()
              .onHost(Place.launcher(), "export", "--help")
              .out()
              .startsWith("Usage: portsnare export");
      String plain = exports ? "export --format plain" : "list --format plain";
      if (!exports) findings.note("There is no `export` yet: `list --format plain` stands for it.");
      for (int round = 0; round < Scale.rounds(5); round++) {
        measure(guarded, plain);
        measure(guarded, JSON);
      }
      goals(plain);
    }
    return findings;
  }

  private void measure(Guarded guarded, String command) throws IOException, InterruptedException {
    Path out = guarded.directory().resolve("list.out");
    Proc proc = guarded.proc();
    double before = proc.residentMib();
    proc.resetPeak();
    String[] words = guarded.command(command.split(" ", -1));
    double seconds = Timed.seconds(new ProcessBuilder(words), out.toFile());
    export.add(TIME, command, seconds);
    export.add(GROWTH, command, proc.peakMib() - before);
    try (Stream<String> lines = Files.lines(out)) {
      long count = lines.count();
      if (count < Scale.MILLION) findings.note(command + " gave " + count + " lines");
    }
  }

  private void goals(String plain) {
    if (Scale.quick()) return;
    goal(Goal.EXPORT, plain, 2);
    goal(Goal.LIST_JSON, JSON, 4);
    Sample one = export.sample(GROWTH, plain);
    Sample other = export.sample(GROWTH, JSON);
    findings.reached(
        Goal.EXPORT_MEMORY,
        Math.max(one.max(), other.max()) <= 32,
        "plain %s, JSON %s".formatted(Text.sample(one, "MiB"), Text.sample(other, "MiB")));
  }

  private void goal(Goal goal, String command, double most) {
    Sample sample = export.sample(TIME, command);
    findings.reached(goal, sample.median() < most, Text.sample(sample, "s"));
  }
}
