package org.portsnare.bench;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;

/** The codecs, measured by JMH. */
final class CodecsBenchmark implements Scenario {
  private final Findings findings =
      Findings.of(
          this,
          "Codecs",
          "JMH, one fork with the daemon's compiler (`-XX:+UseSerialGC -XX:TieredStopAtLevel=1`,"
              + " compact object headers), 3 s of warming up, 5 measurements of 1 s.");
  private final Figure codecs = findings.figure(Figure.table("codecs", "Codecs", "what", "ns"));

  @Override
  public String name() {
    return "codecs";
  }

  @Override
  public Findings run() {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("org\\.portsnare\\..*Benchmark\\..*")
            .forks(1)
            .warmupIterations(Scale.rounds(3))
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(Scale.rounds(5))
            .measurementTime(TimeValue.seconds(1))
            .verbosity(VerboseMode.SILENT)
            .jvmArgs(
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow");
    try {
      for (RunResult result : new Runner(options.build()).run()) {
        String benchmark = result.getParams().getBenchmark();
        String what =
            benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
        result.getAggregatedResult().getIterationResults().stream()
            .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
            .forEach(score -> codecs.add("ns an operation", what.replace("Benchmark", ""), score));
      }
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
    return findings;
  }
}
