package org.portsnare.bench.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running {@code portsnare watch}, and the time when it first showed each address. */
public final class Watch implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("\"address\":\"([^\"]+)\"");

  private final Process process;
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  public Watch(Guarded guarded) {
    try {
      process = guarded.lab().hostProcess(guarded.command("watch", "--format", "json")).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::read);
  }

  private void read() {
    try {
      BufferedReader lines = process.inputReader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long now = System.nanoTime();
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) seen.putIfAbsent(address.group(1), now);
      }
    } catch (IOException _) {
      // The process was ended.
    }
  }

  /** Milliseconds from {@code sent} until the address appeared; -1 if it has not. */
  public double millis(String address, long sent) {
    Long at = seen.get(address);
    return at == null ? -1 : (at - sent) / 1e6;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
