package org.portsnare.bench;

import java.time.Duration;
import java.util.Random;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Hitter;
import org.portsnare.bench.host.Watch;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;

/** Time from a packet to its line in {@code watch}. */
final class WatchBenchmark implements Scenario {
  private static final int HITS = Scale.quick() ? 20 : 200;
  private static final int WARM_UP = 10;

  private final Findings findings =
      Findings.of(
          this,
          "Watch",
          "From the sending of a SYN to the line of `portsnare watch --format json`, both in one"
              + " process on one clock; "
              + HITS
              + " single hits of new senders, 100 to 300 ms apart, after "
              + WARM_UP
              + " for warming up. The kernel itself holds an event for up to 100 ms to make"
              + " batches.");
  private final Figure delay = findings.figure(Figure.table("watch", "Hit to line", "what", "ms"));

  @Override
  public String name() {
    return "watch";
  }

  @Override
  public Findings run() throws InterruptedException {
    try (Guarded guarded = new Guarded("");
        Hitter hitter = new Hitter(guarded)) {
      guarded.start();
      try (Watch watch = new Watch(guarded)) {
        Scale.pause(Duration.ofSeconds(3));
        Random random = new Random(42);
        long[] sent = new long[WARM_UP + HITS];
        for (int i = 0; i < sent.length; i++) {
          Scale.pause(Duration.ofMillis(100 + random.nextInt(200)));
          sent[i] = System.nanoTime();
          hitter.syn(Text.address(i));
        }
        Scale.pause(Duration.ofSeconds(3));
        for (int i = WARM_UP; i < sent.length; i++) {
          double millis = watch.millis(Text.address(i), sent[i]);
          if (millis < 0) findings.note("a hit did not appear");
          else delay.add("Portsnare", "hit to line", millis);
        }
      }
    }
    Sample sample = delay.sample("Portsnare", "hit to line");
    findings.reached(
        Goal.WATCH,
        sample.quantile(0.99) < 250 && sample.size() == HITS,
        "p50 %s ms, p99 %s ms, most %s ms"
            .formatted(
                Text.number(sample.median()),
                Text.number(sample.quantile(0.99)),
                Text.number(sample.max())));
    return findings;
  }
}
