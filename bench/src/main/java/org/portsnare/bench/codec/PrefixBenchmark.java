package org.portsnare.bench.codec;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.portsnare.ban.Prefix;

/** Prefixes as text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PrefixBenchmark {
  private String text4 = "203.0.113.77";
  private String text6 = "2001:db8:bad:17::/64";
  private Prefix prefix4 = Prefix.parse(text4);
  private Prefix prefix6 = Prefix.parse(text6);

  @Benchmark
  public Prefix parseIpv4() {
    return Prefix.parse(text4);
  }

  @Benchmark
  public Prefix parseIpv6() {
    return Prefix.parse(text6);
  }

  @Benchmark
  public String formatIpv4() {
    return prefix4.toString();
  }

  @Benchmark
  public String formatIpv6() {
    return prefix6.toString();
  }
}
