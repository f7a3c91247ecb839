package org.portsnare.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.peer.AfterTrapBenchmark;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Report;
import org.portsnare.bench.report.Results;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;

/** Runs the named scenarios, or all, and writes the report of all measurements so far. */
public final class Main {
  private static final Map<String, Supplier<Scenario>> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("restore", RestoreBenchmark::new);
    SCENARIOS.put("flood", FloodBenchmark::new);
    SCENARIOS.put("memory", MemoryBenchmark::new);
    SCENARIOS.put("idle", IdleBenchmark::new);
    SCENARIOS.put("packet", PacketBenchmark::new);
    SCENARIOS.put("commands", CommandsBenchmark::new);
    SCENARIOS.put("export", ExportBenchmark::new);
    SCENARIOS.put("publish", PublishBenchmark::new);
    SCENARIOS.put("watch", WatchBenchmark::new);
    SCENARIOS.put("reconcile", ReconcileBenchmark::new);
    SCENARIOS.put("after-trap", AfterTrapBenchmark::new);
    SCENARIOS.put("codecs", CodecsBenchmark::new);
    SCENARIOS.put("build", BuildBenchmark::new);
  }

  private Main() {}

  /** {@code report} alone writes the report and measures nothing. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> names = args.length == 0 ? List.copyOf(SCENARIOS.keySet()) : Arrays.asList(args);
    Results results = new Results();
    int failed = 0;
    Ledgers.clear();
    for (String name : names) {
      if (name.equals("report")) continue;
      Supplier<Scenario> scenario = SCENARIOS.get(name);
      if (scenario == null) {
        System.err.println("no benchmark " + name + "; there are " + SCENARIOS.keySet());
        System.exit(2);
        return;
      }
      long start = System.nanoTime();
      System.out.println(name + " ...");
      try {
        Findings findings = scenario.get().run();
        results.write(findings);
        findings.reached().forEach(one -> System.out.println("  " + line(one)));
        findings.notes().forEach(note -> System.out.println("  " + note));
      } catch (RuntimeException | AssertionError | IOException e) {
        failed++;
        System.err.println("  " + name + " failed: " + e);
        e.printStackTrace();
      }
      System.out.println("  took " + Text.number((System.nanoTime() - start) / 1e9) + " s");
    }
    Ledgers.clear();
    new Report(results.all(List.copyOf(SCENARIOS.keySet()))).write();
    System.exit(failed == 0 ? 0 : 1);
  }

  private static String line(Findings.Reached one) {
    return (one.met() ? "reached  " : "MISSED   ") + one.goal().what() + ": " + one.reached();
  }
}
