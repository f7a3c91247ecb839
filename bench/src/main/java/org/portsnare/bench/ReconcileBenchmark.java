package org.portsnare.bench;

import static org.portsnare.netfilter.nftables.Set.NFT_SET_EVAL;
import static org.portsnare.netfilter.nftables.Set.NFT_SET_TIMEOUT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Hitter;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.host.Watch;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.Family;
import org.portsnare.netfilter.nftables.KeyType;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netfilter.nftables.Transaction;
import org.portsnare.netlink.NetworkNamespace;

/** Deletes bans from the kernel without the daemon, and measures their repair. */
final class ReconcileBenchmark implements Scenario {
  private static final int DIFFERENCES = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration BETWEEN_HITS = Duration.ofMillis(20);
  private static final Duration FIRST_LOOK = Duration.ofMillis(1_500);
  private static final Duration LOOK = Duration.ofMillis(25);
  private static final int FIRST_HIT = 8_000_000;
  private static final Set BANNED =
      new Set(
          new Table(Family.INET, "portsnare"),
          "banned4",
          KeyType.IPV4_ADDR,
          NFT_SET_EVAL | NFT_SET_TIMEOUT,
          0,
          0,
          true);

  private final Findings findings =
      Findings.of(
          this,
          "Reconcile",
          """
          %s bans; another program deletes %d of them, spread evenly, from the kernel's set in one \
          transaction (`daemon.own-table = false`, so that it can). The time from there until `status` \
          counts %d repairs, asked every 25 ms from 1.5 s on, because each look is work for the daemon. A new scanner comes every 20 ms all the while, and for 10 s \
          before each pass: its delay until `watch` shows it, during the pass and without one.\
          """
              .formatted(Text.count(Scale.MILLION), DIFFERENCES, DIFFERENCES));
  private final Figure passes = findings.figure(Figure.table("reconcile", "Repair", "what", "s"));
  private final Figure delays =
      findings.figure(Figure.table("reconcile-delay", "Hit to line on watch", "while", "ms"));
  private final AtomicInteger nextHit = new AtomicInteger(FIRST_HIT);

  @Override
  public String name() {
    return "reconcile";
  }

  @Override
  public Findings run() throws InterruptedException {
    String config = "[ban]\nmax = 1100000\n";
    try (Guarded guarded =
            new Guarded(config, "own-table = false").with(Ledgers.of(Scale.MILLION));
        Hitter hitter = new Hitter(guarded);
        NetworkNamespace host = NetworkNamespace.open(guarded.lab().hostNamespace())) {
      guarded.start();
      try (Watch watch = new Watch(guarded)) {
        Scale.pause(Scale.seconds(15));
        for (int round = 0; round < Scale.rounds(3); round++) {
          measure(guarded, hitter, host, watch, round);
        }
      }
    }
    goals();
    return findings;
  }

  private void measure(
      Guarded guarded, Hitter hitter, NetworkNamespace host, Watch watch, int round)
      throws InterruptedException {
    try (Hits quiet = new Hits(hitter)) {
      Scale.pause(Scale.seconds(10));
      quiet.end(watch, "no pass");
    }
    try (Hits during = new Hits(hitter)) {
      long before = guarded.control().status().reconciler().repaired();
      host.run(() -> delete(round));
      long start = System.nanoTime();
      // Each status request is work for the measured thread.
      Scale.pause(Scale.quick() ? Duration.ZERO : FIRST_LOOK);
      while (guarded.control().status().reconciler().repaired() < before + DIFFERENCES) {
        if (System.nanoTime() - start > LIMIT.toNanos()) {
          findings.note("not repaired within " + LIMIT.toSeconds() + " s");
          return;
        }
        Scale.pause(LOOK);
      }
      passes.add("Portsnare", "until repaired", (System.nanoTime() - start) / 1e9);
      during.end(watch, "a pass");
    }
  }

  private static void delete(int round) {
    Transaction transaction = new Transaction();
    try (ElementWriter elements = transaction.deleteElements(BANNED)) {
      int stride = Scale.MILLION / DIFFERENCES;
      for (int i = 0; i < DIFFERENCES; i++) {
        int address = 0x0b000000 + i * stride + round;
        elements.element(
            new byte[] {
              (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
            });
      }
    }
    try (NfTables nftables = NfTables.open()) {
      nftables.commit(transaction);
    }
  }

  /** One hit every 20 ms, from its own thread. */
  private final class Hits implements AutoCloseable {
    private record Sent(String address, long at) {}

    private final List<Sent> sent = new ArrayList<>();
    private final Thread thread;

    Hits(Hitter hitter) {
      thread = Thread.ofPlatform().start(() -> send(hitter));
    }

    private void send(Hitter hitter) {
      try {
        while (true) {
          String address = Text.address(nextHit.getAndIncrement());
          sent.add(new Sent(address, System.nanoTime()));
          hitter.syn(address);
          Scale.pause(BETWEEN_HITS);
        }
      } catch (InterruptedException _) {
        // The interrupt ends this thread.
      }
    }

    void end(Watch watch, String what) throws InterruptedException {
      close();
      Scale.pause(Duration.ofSeconds(2));
      for (Sent hit : sent) {
        double millis = watch.millis(hit.address(), hit.at());
        if (millis < 0) findings.note("a hit during " + what + " did not appear");
        else delays.add("Portsnare", what, millis);
      }
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void goals() {
    Sample pass = passes.sample("Portsnare", "until repaired");
    if (Scale.quick() || pass.isEmpty()) return;
    findings.reached(Goal.RECONCILE, pass.median() < 2, Text.sample(pass, "s"));
    Sample without = delays.sample("Portsnare", "no pass");
    Sample with = delays.sample("Portsnare", "a pass");
    double most = with.max() - without.max();
    findings.reached(
        Goal.RECONCILE_DELAY,
        most <= 50,
        "most %+.0f ms, p99 %+.0f ms (p99 %s ms against %s ms)"
            .formatted(
                most,
                with.quantile(0.99) - without.quantile(0.99),
                Text.number(with.quantile(0.99)),
                Text.number(without.quantile(0.99))));
  }
}
