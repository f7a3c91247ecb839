package org.portsnare.bench.codec;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.portsnare.view.BanView;
import org.portsnare.view.Views;

/** A ban as JSON, as on a line of the list. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BanJsonBenchmark {
  private final Instant since = Instant.parse("2026-11-22T14:23:55.243Z");
  private final BanView ban =
      new BanView(
          "203.0.113.7",
          since,
          since.plusSeconds(864_000),
          23,
          "tcp",
          "syn",
          "probable",
          1,
          4,
          1,
          "masscan",
          "");
  private final String json = Views.BAN.toJson(ban);

  @Benchmark
  public String write() {
    return Views.BAN.toJson(ban);
  }

  @Benchmark
  public BanView read() {
    return Views.BAN.fromJson(json);
  }
}
