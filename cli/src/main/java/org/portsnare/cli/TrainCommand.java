package org.portsnare.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.cli.lab.ScratchNetwork;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Makes the caches of loaded classes (JEP 514) with which the daemon and the commands start fast.
 *
 * <pre>
 *   train LAUNCHER APPLICATION --- runs ---> LAUNCHER run              leaves daemon.aot
 *                              --- runs ---> LAUNCHER train --play     leaves command.aot
 * </pre>
 *
 * <p>The daemon runs in a scratch network namespace and is scanned from another one. If this user
 * may not make namespaces, only the commands are trained, without a daemon that answers.
 */
@Command(
    name = "train",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Makes the caches that let Portsnare start fast. The build runs it.")
final class TrainCommand implements Callable<Integer> {
  /** Names of caches, as the launcher knows them. */
  private static final String DAEMON = "daemon";

  private static final String COMMAND = "command";

  private static final long START_SECONDS = 60;
  private static final long END_SECONDS = 120;
  private static final int BANS = 3;

  /** Options that write a cache. Profiles are for the compiler C2, which the launcher turns off. */
  private static final String RECORD =
      "-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:AOTCacheOutput=";

  @Parameters(index = "0", arity = "0..1", paramLabel = "LAUNCHER")
  private @Nullable Path launcher;

  @Parameters(index = "1", arity = "0..1", paramLabel = "APPLICATION")
  private @Nullable Path application;

  @Option(names = "--play", paramLabel = "FILE", description = "Run the commands to be trained.")
  private @Nullable Path play;

  @Override
  public Integer call() throws IOException {
    if (play != null) return play(play);
    if (launcher == null || application == null) {
      throw new CommandException(
          "say which launcher, and where the application is", ExitStatus.USAGE);
    }
    Path directory = Files.createTempDirectory("portsnare-train");
    try {
      train(new Run(launcher, application, directory));
    } finally {
      DemoCommand.remove(directory);
    }
    return ExitStatus.DONE;
  }

  private static void train(Run run) throws IOException {
    run.writeConfig();
    // The launcher must not use the old caches.
    for (String cache : List.of(DAEMON, COMMAND)) run.discard(cache);
    try (ScratchNetwork network = ScratchNetwork.create()) {
      Process daemon = run.start(network);
      try {
        run.awaitReady(daemon);
        scan(network, run);
        run.commands();
        run.client().command(Route.DOWN);
        run.await(daemon);
      } finally {
        daemon.destroyForcibly();
      }
      run.keep(DAEMON);
    } catch (CommandException noNetwork) {
      System.err.println("portsnare: only the commands are trained: " + noNetwork.getMessage());
      run.commands();
    }
    run.keep(COMMAND);
  }

  private static void scan(ScratchNetwork network, Run run) {
    Scanner scanner = new Scanner(network.world());
    // Only IPv4: a new IPv6 address cannot be used for a second or two.
    scanner.connect(ScratchNetwork.SCANNER4, ScratchNetwork.HOST4, 23, 200);
    scanner.connect(ScratchNetwork.NMAP4, ScratchNetwork.HOST4, 445, 200);
    scanner.connect(ScratchNetwork.FRIEND4, ScratchNetwork.HOST4, 3389, 200);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (run.client().status().bans().active() < BANS && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000L);
    }
  }

  /** One training: the launcher, the directory of its application, and a temporary directory. */
  private record Run(Path launcher, Path application, Path directory) {
    private Path config() {
      return directory.resolve("portsnare.toml");
    }

    private Path log() {
      return directory.resolve("daemon.log");
    }

    private Path next(String cache) {
      return application.resolve(cache + ".aot.next");
    }

    void writeConfig() throws IOException {
      Files.writeString(
          config(),
          "[daemon]\nstate-dir = \"%1$s/state\"\ncontrol-socket = \"%1$s/run/control.sock\"\n"
              .formatted(directory));
    }

    ControlClient client() {
      return new ControlClient(directory.resolve("run/control.sock"));
    }

    private ProcessBuilder process(String cache, String... arguments) {
      List<String> command = new ArrayList<>(List.of(launcher.toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("PORTSNARE_NO_BUILD", "1");
      builder.environment().put("PORTSNARE_JAVA_OPTIONS", RECORD + next(cache));
      return builder;
    }

    Process start(ScratchNetwork network) {
      return network
          .host()
          .call(
              () ->
                  process(DAEMON, "run", "-c", config().toString())
                      .redirectOutput(log().toFile())
                      .start());
    }

    void awaitReady(Process daemon) throws IOException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
      while (!Files.readString(log()).contains("ready\n")) {
        if (!daemon.isAlive() || System.nanoTime() > deadline) {
          throw new CommandException("the daemon did not start: " + Files.readString(log()));
        }
        LockSupport.parkNanos(20_000_000L);
      }
    }

    void commands() throws IOException {
      await(
          process(COMMAND, "train", "--play", config().toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    }

    void await(Process process) {
      try {
        // The cache is written after the last line of Java.
        if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) return;
        process.destroyForcibly();
        throw new CommandException("a training run does not end");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandException("the training was interrupted", e);
      }
    }

    void discard(String cache) throws IOException {
      Files.deleteIfExists(application.resolve(cache + ".aot"));
      Files.deleteIfExists(next(cache));
    }

    /** From now on the launcher uses it. */
    void keep(String cache) throws IOException {
      if (Files.exists(next(cache))) {
        Files.move(
            next(cache),
            application.resolve(cache + ".aot"),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Runs the commands. Their output does not matter; without a daemon most of them fail. */
  private static int play(Path config) {
    ControlClient.warmUp();
    String address = ScratchNetwork.SCANNER4;
    for (String words :
        List.of(
            "status",
            "status --format json",
            "list",
            "list --since 1h --port 23 --format json",
            "list --format plain",
            "explain " + address,
            "ban 192.0.2.1 --for 1h --reason training",
            "unban 192.0.2.1",
            "allow 192.0.2.2 --for 1h --comment training",
            "disallow 192.0.2.2",
            "check",
            "reload")) {
      String[] arguments = (words + " -c " + config).split(" ", -1);
      Main.commandLine(arguments).execute(arguments);
    }
    for (String word : List.of("--help", "--version", "nonsense")) {
      Main.commandLine(word).execute(word);
    }
    return ExitStatus.DONE;
  }
}
