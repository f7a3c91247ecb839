package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portsnare.control.Route;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** The daemon's messages to systemd, received by a socket of the test. */
final class SystemdNotifyEndToEndIT {
  /** Watchdog time in microseconds; a quarter of it is one tick of the daemon. */
  private static final long WATCHDOG_MICROS = 2_800_000;

  private final Guarded guarded = Guarded.prepare("");
  private NotifySocket socket;

  @AfterEach
  void stop() {
    guarded.close();
    if (socket != null) socket.close();
  }

  @Test
  void readyReloadingStopping() {
    socket = NotifySocket.atPath(guarded);
    guarded.start(socket.service(WATCHDOG_MICROS));
    socket.assertBegins("READY=1", "STATUS=guarding wan, 0 bans");
    long before = System.nanoTime() / 1_000;
    assertThat(guarded.portsnare("reload").exit()).isZero();
    long after = System.nanoTime() / 1_000;
    socket.assertChanges("READY=1", "RELOADING=1", "READY=1");
    assertThat(monotonicMicros()).isBetween(before, after);
    // A refused configuration ends the reload too.
    guarded.configure("nonsense = 1\n");
    assertThat(guarded.client().command(Route.RELOAD)).isNotZero();
    guarded.configure("");
    assertThat(guarded.stop().exit()).isZero();
    socket.assertChanges(
        "READY=1", "RELOADING=1", "READY=1", "RELOADING=1", "READY=1", "STOPPING=1");
    assertThat(guarded.log()).doesNotContain("telling systemd failed");
  }

  private long monotonicMicros() {
    return socket.lines().stream()
        .filter(line -> line.startsWith("MONOTONIC_USEC="))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void abstractSocketAndTheSignalThatSystemdStopsWith() throws InterruptedException {
    socket = NotifySocket.abstractly(guarded);
    guarded.start(socket.service(WATCHDOG_MICROS));
    socket.assertBegins("READY=1");
    // For the unit this is a clean end: SuccessExitStatus=143.
    assertThat(guarded.terminate()).isEqualTo(143);
    socket.assertChanges("READY=1", "STOPPING=1");
    assertThat(guarded.lab().onHost("nft", "list", "table", "inet", "portsnare").exit()).isZero();
  }

  @Test
  void hungGuardGivesNoSignOfLife() throws IOException, InterruptedException {
    socket = NotifySocket.atPath(guarded);
    guarded.start(socket.service(WATCHDOG_MICROS));
    socket.awaitAnother("WATCHDOG=1");
    socket.awaitAnother("WATCHDOG=1");
    // Every system call of this one thread takes a minute; the other threads continue.
    Process hold =
        new ProcessBuilder(
                "strace",
                "-qq",
                "-o",
                "/dev/null",
                "-p",
                guardThread(),
                "-e",
                "trace=all",
                "-e",
                "inject=all:delay_enter=60000000")
            .start();
    try {
      Await.until("the guard hangs", Duration.ofSeconds(10), () -> staysSilent(1_500));
      assertThat(staysSilent(1_500)).isTrue();
      assertThat(guarded.process().isAlive()).isTrue();
    } finally {
      hold.destroy();
      assertThat(hold.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private boolean staysSilent(long millis) {
    long before = socket.count("WATCHDOG=1");
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    return socket.count("WATCHDOG=1") == before;
  }

  private String guardThread() throws IOException {
    try (Stream<Path> threads =
        Files.list(Path.of("/proc", Long.toString(guarded.process().pid()), "task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).equals("guard\n")) {
          return thread.getFileName().toString();
        }
      }
    }
    throw new AssertionError("no thread guard");
  }

  @Test
  void withoutAWatchdogThereAreNoSignsOfLife() {
    socket = NotifySocket.atPath(guarded);
    guarded.start(socket.service(0));
    socket.assertBegins("READY=1");
    assertThat(staysSilent(1_500)).isTrue();
    assertThat(socket.count("WATCHDOG=1")).isZero();
  }

  private static final String[] TO_THE_JOURNAL = {
    "sh", "-c", "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec env \"$@\"", "sh"
  };

  @Test
  void linesForTheJournalHavePriorities() {
    guarded.start(TO_THE_JOURNAL);
    assertThat(guarded.portsnare("ban", "203.0.113.50").exit()).isZero();
    assertThat(guarded.log().lines()).hasSizeGreaterThan(1).allMatch(line -> line.matches("<5>.*"));
  }

  @Test
  void startFailuresHavePrioritiesToo() {
    guarded.configure("one = 1\ntwo = 2\n");
    List<String> command = new ArrayList<>(List.of(TO_THE_JOURNAL));
    command.addAll(List.of(Guarded.launcher(), "run", "-c", guarded.config().toString()));
    Lab.Result result = guarded.lab().onHost(command.toArray(String[]::new));
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err().lines()).hasSize(2).allMatch(line -> line.startsWith("<3>/"));
  }
}
