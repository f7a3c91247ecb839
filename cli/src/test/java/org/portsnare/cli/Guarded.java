package org.portsnare.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.control.Route;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A guarded host in a lab. The daemon starts as for a user, with {@code ./portsnare run}. */
final class Guarded implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Lab lab;
  private final Path directory;
  private final Path config;
  private Process daemon;
  private Path errors;

  private Guarded(Lab lab, Path directory, String toml) {
    this.lab = lab;
    this.directory = directory;
    this.config = directory.resolve("portsnare.toml");
    configure(toml);
  }

  /** Makes a lab and starts the daemon; {@code toml} must not have the table {@code daemon}. */
  static Guarded start(String toml) {
    Guarded guarded = prepare(toml);
    try {
      guarded.start();
      return guarded;
    } catch (RuntimeException | Error e) {
      guarded.close();
      throw e;
    }
  }

  /** Makes a lab without starting a daemon in it. */
  static Guarded prepare(String toml) {
    try {
      return new Guarded(Lab.create(), Files.createTempDirectory("portsnare-test"), toml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Lab lab() {
    return lab;
  }

  Path directory() {
    return directory;
  }

  Path config() {
    return config;
  }

  Path ledger() {
    return directory.resolve("state/ledger.db");
  }

  /** Writes the configuration file. */
  void configure(String toml) {
    try {
      Files.writeString(
          config,
          toml
              + "\n[daemon]\nstate-dir = \""
              + directory
              + "/state\"\ncontrol-socket = \""
              + directory
              + "/run/control.sock\"\n"
              + daemonKeys(toml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of the form {@code # daemon: key = value} go into the table that is written here. */
  private static String daemonKeys(String toml) {
    StringBuilder keys = new StringBuilder();
    for (String line : toml.split("\n", -1)) {
      if (line.startsWith("# daemon: ")) keys.append(line.substring(10)).append('\n');
    }
    return keys.toString();
  }

  /** Starts the daemon and waits until it prints {@code ready}. */
  void start(String... prefixCommand) {
    startProgram(Path.of(launcher()), prefixCommand);
  }

  /** Like {@link #start}, with another copy of the application. */
  void startProgram(Path launcher, String... prefixCommand) {
    try {
      errors = Files.createTempFile(directory, "run", ".err");
      Path out = Files.createTempFile(directory, "run", ".out");
      List<String> command = new ArrayList<>(List.of(prefixCommand));
      command.addAll(List.of(launcher.toString(), "run", "-c", config.toString()));
      daemon =
          lab.hostProcess(command.toArray(String[]::new))
              .redirectError(errors.toFile())
              .redirectOutput(out.toFile())
              .start();
      Await.until(
          "daemon ready",
          START,
          () -> {
            if (!daemon.isAlive()) throw new AssertionError("the daemon has ended: " + log());
            return read(out).contains("ready\n");
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The daemon's log. */
  String log() {
    return read(errors);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs {@code ./portsnare ARGUMENTS -c CONFIG} on the host. */
  Lab.Result portsnare(String... arguments) {
    return lab.onHost(command(arguments));
  }

  Lab.Result portsnareWithInput(String input, String... arguments) {
    return lab.onHostWithInput(input, command(arguments));
  }

  /** Bans all of them by hand, for 20 days. */
  void ban(Stream<String> addresses) {
    String list = String.join("\n", addresses.toList());
    Lab.Result ban = portsnareWithInput(list, "ban", "-", "--for", "20d");
    if (ban.exit() != 0) throw new AssertionError(ban.err());
  }

  private String[] command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", config.toString()));
    return command.toArray(String[]::new);
  }

  /** The addresses that {@code list --format plain} shows. */
  List<String> banned() {
    Lab.Result result = portsnare("list", "--format", "plain");
    if (result.exit() != 0) throw new AssertionError(result.err());
    return result.out().lines().toList();
  }

  /** The same from the control socket, which is faster for frequent requests. */
  List<String> bannedQuickly() {
    return new ControlClient(directory.resolve("run/control.sock"))
        .get(Route.LIST, java.util.Map.of("format", "plain"))
        .lines()
        .toList();
  }

  ControlClient client() {
    return new ControlClient(directory.resolve("run/control.sock"));
  }

  /** Waits until {@code address} is on the list; it must be there within one second. */
  void awaitBanned(String address) {
    Await.until(
        address + " on the list", Duration.ofSeconds(1), () -> bannedQuickly().contains(address));
  }

  /** The process that the launcher became. */
  ProcessHandle process() {
    return daemon.toHandle();
  }

  /** Command prefix that shows the daemon the boot id of another boot; {@code more} follows it. */
  String[] anotherBoot(String... more) {
    Path boot = directory.resolve("boot_id");
    try {
      Files.writeString(boot, UUID.randomUUID() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String mount = "mount --bind " + boot + " /proc/sys/kernel/random/boot_id && exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", mount, "sh"));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  /** Whether its daemon was ever started. */
  boolean hasStarted() {
    return daemon != null;
  }

  /** Ends the daemon as a crash would. */
  void kill() {
    try {
      daemon.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the daemon as systemd does, and returns its exit status. */
  int terminate() throws InterruptedException {
    daemon.destroy();
    return daemon.waitFor();
  }

  /** Ends the daemon as an administrator would. */
  Lab.Result stop() {
    Lab.Result result = portsnare("stop");
    try {
      daemon.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  /** The launcher of this checkout. */
  static String launcher() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(directory.resolve("portsnare"))) {
      directory = directory.getParent();
      if (directory == null) throw new IllegalStateException("no launcher above the test");
    }
    return directory.resolve("portsnare").toString();
  }

  @Override
  public void close() {
    if (daemon != null) kill();
    lab.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(Guarded::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
