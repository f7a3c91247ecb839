package org.portsnare.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process, as {@code /proc} shows it. */
public record Proc(long pid) {
  /** Ticks per second: USER_HZ, the same on every current Linux. */
  private static final double TICKS_A_SECOND = 100;

  /** CPU time of all its threads, user and system, in seconds with a resolution of 10 ms. */
  public double cpuSeconds() {
    String stat = read("stat");
    // The second field is the command in parentheses, which may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  /** Resident memory in MiB. */
  public double residentMib() {
    return status("VmRSS:");
  }

  /** Maximum resident memory since the start or {@link #resetPeak}, in MiB. */
  public double peakMib() {
    return status("VmHWM:");
  }

  /** Sets the peak to the current resident memory. */
  public void resetPeak() {
    try {
      Files.writeString(file("clear_refs"), "5");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CPUs on which it may run, as a list such as {@code 0-1}. */
  String cpus() {
    return line("Cpus_allowed_list:");
  }

  private double status(String key) {
    return Long.parseLong(line(key).replaceAll("\\D", "")) / 1024.0;
  }

  private String line(String key) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private String read(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
