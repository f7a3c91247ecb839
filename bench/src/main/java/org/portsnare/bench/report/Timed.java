package org.portsnare.bench.report;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Runs a process to its end and measures the time. */
public final class Timed {
  private static final File NOWHERE = new File("/dev/null");

  private Timed() {}

  /** Seconds; its output is discarded. */
  public static double seconds(ProcessBuilder process) throws InterruptedException {
    return seconds(process, NOWHERE);
  }

  /** Seconds; its output goes into a file. */
  public static double seconds(ProcessBuilder process, File out) throws InterruptedException {
    process.redirectOutput(out).redirectError(NOWHERE);
    try {
      long start = System.nanoTime();
      int exit = process.start().waitFor();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (exit != 0) throw new AssertionError(process.command() + ": exit " + exit);
      return seconds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
