package org.portsnare.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.portsnare.bench.report.Place;
import org.portsnare.testing.Lab;

/** Sends as fast as trafgen can: one process on each of two CPUs, if there are two. */
public final class Trafgen {
  public static final int SENDERS = Math.min(2, Runtime.getRuntime().availableProcessors());

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Drops all answers on arrival, because no host has the forged addresses. */
  private static final String DEAF =
      "table netdev deaf { chain in { type filter hook ingress device eth0 priority 0;"
          + " ip saddr "
          + Lab.HOST4
          + " drop; }; }";

  private Trafgen() {}

  /**
   * Sends from the world to the guarded host. Each process sends its share of the senders.
   *
   * @return packets per second, from the start of the first process to the end of the last
   */
  public static double send(Guarded guarded, int packets) {
    Lab.Result deaf = guarded.lab().inWorld("nft", DEAF);
    if (deaf.exit() != 0) throw new AssertionError("nft: " + deaf.err());
    List<Process> processes = new ArrayList<>();
    long start = System.nanoTime();
    try {
      for (int cpu = 0; cpu < SENDERS; cpu++) {
        int from = (int) ((long) packets * cpu / SENDERS);
        int to = (int) ((long) packets * (cpu + 1) / SENDERS);
        String config = Flood.trafgenConfig(guarded.mac(), from, to);
        processes.add(start(guarded, cpu, config, to - from));
      }
      for (Process process : processes) await(process);
      return packets / ((System.nanoTime() - start) / 1e9);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static Process start(Guarded guarded, int cpu, String config, int packets) {
    Path file = Place.write(guarded.directory().resolve("flood" + cpu + ".cfg"), config);
    String num = Integer.toString(packets);
    String[] command = {
      "trafgen", "--dev", "eth0", "--conf", file.toString(), "--num", num, "--cpus", "1"
    };
    Path log = guarded.directory().resolve("flood" + cpu + ".log");
    try {
      Process process =
          guarded
              .lab()
              .worldProcess(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (cpu > 0) move(guarded, process, cpu);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves trafgen's child to another CPU: it sends, and always binds itself to the first CPU. */
  private static void move(Guarded guarded, Process process, int cpu) {
    Optional<Long> child = Optional.empty();
    while (process.isAlive() && child.isEmpty()) {
      child = process.children().map(ProcessHandle::pid).filter(Trafgen::isBound).findFirst();
    }
    String pid = child.orElseThrow(() -> new AssertionError("trafgen has ended")).toString();
    Lab.Result moved = guarded.lab().inWorld("taskset", "-cp", Integer.toString(cpu), pid);
    if (moved.exit() != 0) throw new AssertionError("taskset: " + moved.err());
  }

  private static boolean isBound(long pid) {
    return new Proc(pid).cpus().equals("0");
  }

  private static void await(Process process) {
    try {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) throw new AssertionError("trafgen: " + process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
