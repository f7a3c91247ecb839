package org.portsnare.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import org.portsnare.bench.host.Flood;
import org.portsnare.bench.host.Floor;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.host.Proc;
import org.portsnare.bench.host.Trafgen;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;
import org.portsnare.view.StatusView;

/** A million new scanners, with the flood breaker off. */
final class FloodBenchmark implements Scenario {
  private static final String CONFIG = "[ban]\nnew-per-second = 0\nmax = 1100000\n";
  private static final String DAEMON = "Portsnare";
  private static final String FLOOR = "floor: recv and count in C";
  private static final int[] RATES = {1_000, 10_000, 50_000, 100_000};
  private static final double LEDGER_SECONDS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Findings findings =
      Findings.of(
          this,
          "Flood",
          """
          %s SYNs to port 23, each from another address, by trafgen on %s CPUs, a process and \
          a share of the senders each, as fast as the kernel takes them; `ban.new-per-second = 0`, otherwise the defaults (so the kernel also asks for proof). \
          The daemon's CPU is user and system time from before the flood until its ledger holds all, \
          divided by the hits; status is asked every 200 ms meanwhile. The curve: evenly paced SYNs by a \
          sender of our own, because trafgen paces in bursts. The floor is a C program that binds the same \
          NFLOG group with the same settings behind the same rules, and only receives and counts.\
          """
              .formatted(Text.count(Scale.MILLION), Trafgen.SENDERS));
  private final Figure flood = findings.figure(Figure.table("flood", "The flood", "what", ""));
  private final Figure cpu =
      findings.figure(
          Figure.curve(
              "cpu-per-hit",
              "CPU of the daemon per hit",
              "packets a second",
              "µs per hit",
              Figure.Plot.LOGARITHMIC));
  private boolean complete = true;

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public Findings run() throws IOException, InterruptedException {
    for (int round = 0; round < Scale.rounds(3); round++) {
      daemon();
      floor();
    }
    for (int round = 0; round < Scale.rounds(2); round++) curve();
    findings.setting("portsnare.toml", CONFIG);
    findings.setting("trafgen", Flood.trafgenConfig("MAC", 0, Scale.MILLION / Trafgen.SENDERS));
    goals();
    return findings;
  }

  private void daemon() throws InterruptedException {
    int packets = Scale.MILLION;
    try (Guarded guarded = new Guarded(CONFIG)) {
      guarded.start();
      Scale.pause(Duration.ofSeconds(2));
      Proc proc = guarded.proc();
      proc.resetPeak();
      double before = proc.cpuSeconds();
      double rate = Trafgen.send(guarded, packets);
      double drained = awaitLedger(guarded, packets);
      double used = proc.cpuSeconds() - before;
      StatusView status = guarded.control().status();
      long kernel = status.bans().inKernel();
      long rows = Ledgers.count(guarded.ledger());
      add("packets a second", rate);
      add("trap packets counted by the kernel", status.packets().trapped());
      add("bans in the kernel", kernel);
      add("bans in the ledger", rows);
      add("seconds from the last packet until the ledger has all", drained);
      add("times the kernel threw events away", status.hits().losses());
      add("found in the kernel without an event", status.reconciler().found());
      add("peak resident memory, MiB", proc.peakMib());
      add("CPU per hit, µs", used / packets * 1e6);
      cpu.add(DAEMON, "as fast as possible", rate, used / packets * 1e6);
      complete &= kernel == packets && rows == packets;
    }
    Scale.pause(Duration.ofSeconds(2));
  }

  private void add(String what, Number value) {
    flood.add(DAEMON, what, value);
  }

  /** Seconds from now until the ledger has all bans. */
  private double awaitLedger(Guarded guarded, long bans) throws InterruptedException {
    long start = System.nanoTime();
    long deadline = start + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (guarded.control().status().bans().active() >= bans)
        return (System.nanoTime() - start) / 1e9;
      Scale.pause(LOOK);
    }
    findings.note("the ledger was not complete within " + PATIENCE.toSeconds() + " s");
    complete = false;
    return PATIENCE.toSeconds();
  }

  private void floor() throws IOException, InterruptedException {
    int packets = Scale.MILLION;
    try (Guarded guarded = new Guarded(CONFIG)) {
      guarded.start();
      guarded.stop(); // the table stays, and the NFLOG group is free
      Process reader =
          guarded
              .lab()
              .hostProcess(Floor.program("nflog"), "42", Integer.toString(packets), "60")
              .start();
      BufferedReader out = reader.inputReader();
      if (!"bound".equals(out.readLine())) throw new AssertionError("the floor is not bound");
      double rate = Trafgen.send(guarded, packets);
      String[] words = String.valueOf(out.readLine()).split(" ", -1);
      reader.waitFor();
      long events = Long.parseLong(words[0]);
      double micros = Long.parseLong(words[2]) + Long.parseLong(words[3]);
      flood.add(FLOOR, "packets a second", rate);
      flood.add(FLOOR, "events read", events);
      flood.add(FLOOR, "times the kernel threw events away", Long.parseLong(words[1]));
      flood.add(FLOOR, "CPU per hit, µs", micros / events);
      cpu.add(FLOOR, "as fast as possible", rate, micros / events);
    }
    Scale.pause(Duration.ofSeconds(2));
  }

  private void curve() throws InterruptedException {
    try (Guarded guarded = new Guarded(CONFIG)) {
      guarded.start();
      Scale.pause(Duration.ofSeconds(2));
      int sent = 0;
      for (int rate : RATES) {
        int packets = Scale.quick() ? rate / 10 : Math.min(5 * rate, 250_000);
        double before = guarded.proc().cpuSeconds();
        Flood.even(guarded.lab(), guarded.mac(), sent, packets, rate);
        sent += packets;
        awaitLedger(guarded, sent);
        double used = guarded.proc().cpuSeconds() - before;
        cpu.add(DAEMON, rate, used / packets * 1e6);
      }
    }
  }

  private void goals() {
    if (Scale.quick()) return;
    Sample rate = flood.sample(DAEMON, "packets a second");
    findings.reached(Goal.FLOOD_RATE, rate.median() >= 150_000, Text.sample(rate, "a second"));
    Sample kernel = flood.sample(DAEMON, "bans in the kernel");
    findings.reached(Goal.FLOOD_KERNEL, kernel.min() == Scale.MILLION, Text.sample(kernel, "bans"));
    Sample rows = flood.sample(DAEMON, "bans in the ledger");
    Sample after = flood.sample(DAEMON, "seconds from the last packet until the ledger has all");
    findings.reached(
        Goal.FLOOD_LEDGER,
        complete && after.max() <= LEDGER_SECONDS,
        Text.sample(rows, "bans") + " after " + Text.sample(after, "s"));
    Sample lost = flood.sample(DAEMON, "times the kernel threw events away");
    findings.reached(Goal.FLOOD_LOST, lost.max() == 0, Text.sample(lost));
    Sample hit = flood.sample(DAEMON, "CPU per hit, µs");
    findings.reached(Goal.FLOOD_CPU, hit.median() <= 5, Text.sample(hit, "µs"));
    Sample peak = flood.sample(DAEMON, "peak resident memory, MiB");
    findings.reached(Goal.MEMORY_FLOOD, peak.max() <= 200, Text.sample(peak, "MiB"));
  }
}
