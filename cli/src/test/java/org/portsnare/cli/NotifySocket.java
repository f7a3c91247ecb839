package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.portsnare.testing.Await;

/** A notify socket like systemd's on the guarded host; it keeps all messages. */
final class NotifySocket implements AutoCloseable {
  private final String address;
  private final Path told;
  private final Process receiver;

  private NotifySocket(String address, Path told, Process receiver) {
    this.address = address;
    this.told = told;
    this.receiver = receiver;
  }

  /** A socket in the file system. */
  static NotifySocket atPath(Guarded guarded) {
    Path path = guarded.directory().resolve("notify");
    NotifySocket socket = open(guarded, path.toString(), "UNIX-RECV:" + path);
    Await.until("the receiver listens", Duration.ofSeconds(5), () -> Files.exists(path));
    return socket;
  }

  /** A socket in the abstract namespace. */
  static NotifySocket abstractly(Guarded guarded) {
    String name = "portsnare-notify";
    NotifySocket socket = open(guarded, "@" + name, "ABSTRACT-RECV:" + name);
    Await.until(
        "the receiver listens",
        Duration.ofSeconds(5),
        () -> guarded.lab().onHost("ss", "-Hax").out().contains("@" + name));
    return socket;
  }

  private static NotifySocket open(Guarded guarded, String address, String listen) {
    try {
      Path told = guarded.directory().resolve("told");
      Process receiver =
          guarded
              .lab()
              .hostProcess("socat", "-u", listen, "STDOUT")
              .redirectOutput(told.toFile())
              .start();
      return new NotifySocket(address, told, receiver);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Command prefix that makes the daemon a service of this socket. */
  String[] service(long watchdogMicros) {
    return new String[] {
      "sh",
      "-c",
      "NOTIFY_SOCKET='"
          + address
          + "' WATCHDOG_USEC="
          + watchdogMicros
          + " WATCHDOG_PID=$$ exec env \"$@\"",
      "sh"
    };
  }

  /** The lines so far. */
  List<String> lines() {
    try {
      return Files.readAllLines(told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines about a change of state. */
  List<String> changes() {
    return lines().stream().filter(line -> line.matches("(READY|RELOADING|STOPPING)=.*")).toList();
  }

  /** The receiver writes down what it is sent, and that takes a moment. */
  void assertChanges(String... expected) {
    Await.until(
        "changes " + List.of(expected),
        Duration.ofSeconds(5),
        () -> changes().size() >= expected.length);
    assertThat(changes()).containsExactly(expected);
  }

  /** As {@link #assertChanges}, for the first lines of all. */
  void assertBegins(String... expected) {
    Await.until(
        "lines " + List.of(expected),
        Duration.ofSeconds(5),
        () -> lines().size() >= expected.length);
    assertThat(lines()).startsWith(expected);
  }

  long count(String line) {
    return lines().stream().filter(line::equals).count();
  }

  /** Waits until there is one more {@code line}. */
  void awaitAnother(String line) {
    long before = count(line);
    Await.until("another " + line, Duration.ofSeconds(5), () -> count(line) > before);
  }

  @Override
  public void close() {
    receiver.destroy();
    try {
      receiver.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
