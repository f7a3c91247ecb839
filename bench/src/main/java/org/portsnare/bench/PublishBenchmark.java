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

/** Time of publishing all files at once. */
final class PublishBenchmark implements Scenario {
  private static final String COMMAND = "publish now";
  private static final String TIME = "wall, s";
  private static final String CPU = "CPU of the daemon, s";
  private static final String GROWTH = "growth of the daemon, MiB";
  private static final String AFTER = "growth that stays, MiB";

  private final Findings findings =
      Findings.of(
          this,
          "Publish",
          "Wall time of `portsnare publish now` with "
              + Text.count(Scale.MILLION)
              + " bans, no two of which make a network together, signed, every file on the disk;"
              + " and by how much the daemon's peak (VmHWM, reset before) was above what was"
              + " resident before the first publication.");
  private final Figure publish = findings.figure(Figure.table("publish", "Lists", "command", ""));

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public Findings run() throws IOException, InterruptedException {
    Path dir = Place.temporary("published");
    String toml =
        "[ban]\nmax = 1100000\n[publish]\ndir = \""
            + dir
            + "\"\nevery = \"never\"\nevidence = \"any\"\n";
    try (Guarded guarded = new Guarded(toml).with(Ledgers.scattered(Scale.MILLION))) {
      guarded.portsnare("publish", "keygen");
      guarded.start();
      Scale.pause(Scale.seconds(10));
      double before = guarded.proc().residentMib();
      for (int round = 0; round < Scale.rounds(5); round++) measure(guarded, before);
      guarded.portsnare("publish", "verify");
      try (Stream<String> lines = Files.lines(dir.resolve("portsnare.txt"))) {
        long count = lines.count();
        if (count != Scale.MILLION) findings.note("published were " + count + " bans");
      }
      goals();
    } finally {
      Place.delete(dir);
    }
    return findings;
  }

  private void measure(Guarded guarded, double before) throws IOException, InterruptedException {
    Proc proc = guarded.proc();
    proc.resetPeak();
    double cpu = proc.cpuSeconds();
    String[] words = guarded.command("publish", "now");
    publish.add(TIME, COMMAND, Timed.seconds(new ProcessBuilder(words)));
    publish.add(CPU, COMMAND, proc.cpuSeconds() - cpu);
    publish.add(GROWTH, COMMAND, proc.peakMib() - before);
    Scale.pause(Scale.seconds(6));
    publish.add(AFTER, COMMAND, proc.residentMib() - before);
  }

  private void goals() {
    if (Scale.quick()) return;
    Sample time = publish.sample(TIME, COMMAND);
    findings.reached(Goal.PUBLISH, time.median() < 5, Text.sample(time, "s"));
    Sample growth = publish.sample(GROWTH, COMMAND);
    findings.reached(Goal.PUBLISH_MEMORY, growth.max() <= 32, Text.sample(growth, "MiB"));
  }
}
