package org.portsnare.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.portsnare.metrics.Metric;
import org.portsnare.metrics.Samples;

/** Memory, time and files of this process, as {@code /proc} has them. */
final class ProcessMeasurements {
  private static final Path PROC = Path.of("/proc/self");
  private static final int KIB = 1024;
  private static final String HEAP = "heap";

  private ProcessMeasurements() {}

  static void addTo(Samples to) {
    Runtime runtime = Runtime.getRuntime();
    to.add(Metric.HEAP_USED, runtime.totalMemory() - runtime.freeMemory(), HEAP);
    to.add(Metric.HEAP_COMMITTED, runtime.totalMemory(), HEAP);
    ProcessHandle.Info info = ProcessHandle.current().info();
    Optional<Duration> cpu = info.totalCpuDuration();
    cpu.ifPresent(time -> to.add(Metric.CPU, time.toMillis() / 1e3));
    Optional<Instant> started = info.startInstant();
    started.ifPresent(time -> to.add(Metric.STARTED, time.toEpochMilli() / 1e3));
    try {
      List<String> status = Files.readAllLines(PROC.resolve("status"));
      to.add(Metric.RESIDENT, kib(status, "VmRSS:") * KIB);
      to.add(Metric.VIRTUAL, kib(status, "VmSize:") * KIB);
      to.add(Metric.OPEN_FILES, openFiles());
      to.add(Metric.MAX_FILES, maxFiles());
    } catch (IOException | NumberFormatException e) {
      // Then there is no such measurement: the others are worth having.
    }
  }

  /** From a line such as {@code VmRSS: 70300 kB}. */
  private static double kib(List<String> status, String name) {
    for (String line : status) {
      if (line.startsWith(name)) return Double.parseDouble(line.split("\\s+", -1)[1]);
    }
    throw new NumberFormatException("no " + name);
  }

  private static int openFiles() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve("fd"))) {
      for (Path _ : files) count++;
    }
    // Less the one that reads them.
    return count - 1;
  }

  /** From the line {@code Max open files 1024 524288 files}. */
  private static double maxFiles() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("limits"))) {
      if (line.startsWith("Max open files")) return Double.parseDouble(line.split("\\s+", -1)[3]);
    }
    throw new NumberFormatException("no limit of open files");
  }
}
