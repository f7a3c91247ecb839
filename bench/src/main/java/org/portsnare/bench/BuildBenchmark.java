package org.portsnare.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Place;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;
import org.portsnare.bench.report.Timed;
import org.portsnare.testing.Command;

/** Time of the build that a contributor waits for. */
final class BuildBenchmark implements Scenario {
  private final Findings findings =
      Findings.of(
          this,
          "Build",
          "Wall time of `make fast` in a copy of the sources with nothing built in it; Maven's"
              + " repository is filled.");
  private final Figure build = findings.figure(Figure.table("build", "Build", "command", "s"));

  @Override
  public String name() {
    return "build";
  }

  @Override
  public Findings run() throws IOException, InterruptedException {
    Path copy = Place.temporary("sources");
    try {
      Path root = Place.root();
      for (String file : Command.run("git", "-C", root.toString(), "ls-files").split("\n", -1)) {
        if (file.isEmpty() || !Files.exists(root.resolve(file))) continue;
        Path target = copy.resolve(file);
        Files.createDirectories(target.getParent());
        Files.copy(root.resolve(file), target);
        if (Files.isExecutable(root.resolve(file))) target.toFile().setExecutable(true);
      }
      ProcessBuilder make = new ProcessBuilder("make", "fast").directory(copy.toFile());
      build.add("make", "make fast", Timed.seconds(make));
    } finally {
      Place.delete(copy);
    }
    Sample sample = build.sample("make", "make fast");
    findings.reached(Goal.BUILD, sample.median() < 60, Text.sample(sample, "s"));
    return findings;
  }
}
