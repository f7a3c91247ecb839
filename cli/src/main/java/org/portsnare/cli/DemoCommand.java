package org.portsnare.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.cli.lab.ScratchNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the whole product in two throw-away network namespaces.",
      "The real daemon is in one, scanners are in the other. Nothing on the host is changed, and "
          + "nothing is left behind."
    })
final class DemoCommand implements Callable<Integer> {
  private static final long START_SECONDS = 60;
  private static final long PATIENCE_MILLIS = 700;

  private @Nullable Process daemon;
  private @Nullable Path directory;

  @Override
  public Integer call() throws IOException {
    Thread hook = new Thread(this::cleanUp, "demo-clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
    try (ScratchNetwork network = ScratchNetwork.create()) {
      directory = Files.createTempDirectory("portsnare-demo");
      say("Two network namespaces, joined by a wire. Nothing of this machine is touched.");
      say("The real daemon runs in one of them: portsnare run");
      start(network, directory);
      play(network, directory.resolve("portsnare.toml").toString());
    } finally {
      cleanUp();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    say("The daemon is gone, and the namespaces with it. Nothing is left.");
    return ExitStatus.DONE;
  }

  private void play(ScratchNetwork network, String config) throws IOException {
    Scanner scanner = new Scanner(network.world());
    awaitIpv6(scanner);
    probe(scanner, ScratchNetwork.SCANNER4, ScratchNetwork.HOST4, 8080, "asks at a closed port");
    probe(scanner, ScratchNetwork.SCANNER4, ScratchNetwork.HOST4, 23, "touches the trap port 23");
    say(
        "The kernel has banned it at its SYN. Only its handshake with the trap was let through,\n"
            + "which proves that the sender is real. Everything else is dropped:");
    probe(scanner, ScratchNetwork.SCANNER4, ScratchNetwork.HOST4, 8080, "asks again");
    probe(scanner, ScratchNetwork.SCANNER6, ScratchNetwork.HOST6, 8080, "comes by IPv6");
    probe(scanner, ScratchNetwork.SCANNER6, ScratchNetwork.HOST6, 445, "touches the trap port 445");
    probe(scanner, ScratchNetwork.SCANNER6, ScratchNetwork.HOST6, 8080, "asks again");
    nmap(network);
    awaitBans(config, hasNmap() ? 3 : 2);
    command("list", "-c", config);
    command("explain", ScratchNetwork.SCANNER4, "-c", config);
    command("unban", ScratchNetwork.SCANNER4, "-c", config);
    probe(scanner, ScratchNetwork.SCANNER4, ScratchNetwork.HOST4, 8080, "is answered again");
    command("down", "-c", config);
  }

  /** A new IPv6 address cannot be used for a second or two: the kernel looks for duplicates. */
  private static void awaitIpv6(Scanner scanner) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    String from = ScratchNetwork.SCANNER6;
    while (System.nanoTime() < deadline
        && scanner.connect(from, ScratchNetwork.HOST6, 8080, PATIENCE_MILLIS)
            == Scanner.Answer.SILENCE) {}
  }

  private static void probe(Scanner scanner, String from, String to, int port, String what) {
    Scanner.Answer answer = scanner.connect(from, to, port, PATIENCE_MILLIS);
    String came =
        switch (answer) {
          case OPEN -> Colour.YELLOW.on("a connection (with nobody)");
          case CLOSED -> Colour.GREEN.on("the usual refusal");
          case SILENCE -> Colour.RED.on("silence");
        };
    System.out.println("  " + from + " " + what + ": SYN to port " + port + " -> " + came);
  }

  private static boolean hasNmap() {
    return Stream.of("/usr/bin/nmap", "/usr/local/bin/nmap", "/run/current-system/sw/bin/nmap")
        .anyMatch(path -> Files.isExecutable(Path.of(path)));
  }

  private void nmap(ScratchNetwork network) throws IOException {
    if (!hasNmap()) {
      say("nmap is not installed, so its scan is left out.");
      return;
    }
    say("Now nmap scans ports 21 to 25, from " + ScratchNetwork.NMAP4 + ":");
    Process process =
        network
            .world()
            .call(
                () ->
                    new ProcessBuilder(
                            "nmap",
                            "-n",
                            "-Pn",
                            "-sS",
                            "-r",
                            "-p",
                            "21-25",
                            "--max-retries",
                            "1",
                            "-e",
                            "eth0",
                            "-S",
                            ScratchNetwork.NMAP4,
                            ScratchNetwork.HOST4)
                        .redirectErrorStream(true)
                        .start());
    try (BufferedReader lines = process.inputReader()) {
      lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
          .forEach(line -> System.out.println("  | " + line));
    }
  }

  private void start(ScratchNetwork network, Path directory) throws IOException {
    Path config = directory.resolve("portsnare.toml");
    Files.writeString(
        config,
        "[daemon]\nstate-dir = \"%1$s/state\"\ncontrol-socket = \"%1$s/run/control.sock\"\n"
            .formatted(directory));
    Path log = directory.resolve("daemon.log");
    Process started =
        network
            .host()
            .call(
                () ->
                    new ProcessBuilder(daemonCommand(config))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
    daemon = started;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.readString(log, StandardCharsets.UTF_8).contains("ready\n")) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new CommandException("the daemon did not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(20_000_000L);
    }
    Files.readAllLines(log).forEach(line -> System.out.println("  | " + line));
  }

  /** The command line that runs this program as a daemon. */
  private static List<String> daemonCommand(Path config) {
    String java = ProcessHandle.current().info().command().orElse("java");
    return List.of(
        java,
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-Dorg.sqlite.lib.path=" + System.getProperty("org.sqlite.lib.path", ""),
        "-Dorg.sqlite.lib.name=" + System.getProperty("org.sqlite.lib.name", ""),
        "--enable-native-access=org.portsnare.netlink,org.xerial.sqlitejdbc",
        "--module-path",
        System.getProperty("jdk.module.path", ""),
        "-m",
        "org.portsnare.cli/org.portsnare.cli.Start",
        "run",
        "-c",
        config.toString());
  }

  /** Waits for bans in the ledger: NFLOG reports a hit 0.1 s later. */
  private static void awaitBans(String config, int count) {
    ControlClient client = new ControlClient(Path.of(config).resolveSibling("run/control.sock"));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (client.status().bans().active() < count && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000L);
    }
  }

  private static void command(String... words) {
    System.out.println();
    String shown = String.join(" ", List.of(words).subList(0, words.length - 2));
    System.out.println(Ansi.AUTO.string("@|bold $ portsnare " + shown + "|@"));
    int status = Main.commandLine(words).execute(words);
    if (status != ExitStatus.DONE) throw new CommandException(shown + " failed");
  }

  private static void say(String text) {
    System.out.println();
    System.out.println(Ansi.AUTO.string("@|bold " + text + "|@"));
  }

  private synchronized void cleanUp() {
    Process process = daemon;
    if (process != null) {
      process.destroyForcibly();
      daemon = null;
    }
    Path temporary = directory;
    if (temporary != null) remove(temporary);
    directory = null;
  }

  static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(DemoCommand::delete);
    } catch (IOException e) {
      System.err.println("portsnare: cannot remove " + directory + ": " + e.getMessage());
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("portsnare: cannot remove " + file + ": " + e.getMessage());
    }
  }
}
