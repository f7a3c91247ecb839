package org.portsnare.bench.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portsnare.bench.report.Place;
import org.portsnare.testing.Lab;

/** A guarded host in a lab. The daemon runs as a user starts it. */
public final class Guarded implements AutoCloseable {
  private static final Pattern LOADED = Pattern.compile("table made.*\\btook=(\\d+)ms");

  private final Lab lab = Lab.create();
  private final Path directory = Place.temporary("guarded");
  private final Path config = directory.resolve("portsnare.toml");
  private final Path log = directory.resolve("run.err");
  private @Nullable Process daemon;

  /**
   * A host on which nothing runs yet.
   *
   * @param toml the configuration without the table {@code daemon}
   * @param daemonKeys other lines for that table
   */
  public Guarded(String toml, String... daemonKeys) {
    String text =
        toml
            + "\n[daemon]\nstate-dir = \""
            + directory
            + "/state\"\ncontrol-socket = \""
            + directory
            + "/run/control.sock\"\n"
            + String.join("\n", daemonKeys)
            + "\n";
    Place.write(config, text);
  }

  /** Puts a ledger in place, before the start. */
  public Guarded with(Path ledger) {
    try {
      Files.createDirectories(directory.resolve("state"));
      Files.copy(ledger, ledger());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the daemon. Returns the seconds until it said {@code ready}. */
  public double start() {
    return start(Place.launcher());
  }

  private double start(String launcher) {
    try {
      long start = System.nanoTime();
      Process started =
          lab.hostProcess(launcher, "run", "-c", config.toString())
              .redirectError(log.toFile())
              .start();
      daemon = started;
      BufferedReader out = started.inputReader();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals("ready")) return (System.nanoTime() - start) / 1e9;
      }
      throw new AssertionError("the daemon has ended: " + log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Like {@link #start}, with the daemon of the package. */
  public double startPackaged() {
    return start(Place.packaged());
  }

  /** Seconds of loading the bans, from the daemon's log; empty if the log does not have it. */
  public OptionalDouble loading() {
    Matcher line = LOADED.matcher(log());
    return line.find()
        ? OptionalDouble.of(Long.parseLong(line.group(1)) / 1e3)
        : OptionalDouble.empty();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Lab lab() {
    return lab;
  }

  public Path directory() {
    return directory;
  }

  public Path ledger() {
    return directory.resolve("state/ledger.db");
  }

  public Control control() {
    return new Control(directory.resolve("run/control.sock"));
  }

  public Proc proc() {
    return new Proc(running().pid());
  }

  private Process running() {
    Process started = daemon;
    if (started == null) throw new IllegalStateException("not started");
    return started;
  }

  /** {@code ./portsnare ARGUMENTS -c CONFIG} on the host. */
  public String[] command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Place.launcher()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", config.toString()));
    return command.toArray(String[]::new);
  }

  /** Runs this command to its end and returns its output. */
  public String portsnare(String... arguments) {
    Lab.Result result = lab.onHost(command(arguments));
    if (result.exit() != 0) throw new AssertionError(arguments[0] + ": " + result.err());
    return result.out();
  }

  /** Ends the daemon; the table stays. */
  public void stop() throws InterruptedException {
    portsnare("stop");
    running().waitFor();
  }

  /** MAC address of the guarded interface, for packet generators. */
  public String mac() {
    return lab.onHost("cat", "/sys/class/net/wan/address").out().strip();
  }

  @Override
  public void close() {
    if (daemon != null) daemon.destroyForcibly().onExit().join();
    lab.close();
    Place.delete(directory);
  }
}
