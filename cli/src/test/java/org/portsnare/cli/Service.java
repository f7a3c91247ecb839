package org.portsnare.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A real service: a process that listens on a TCP port, IPv4 and IPv6. */
final class Service implements AutoCloseable {
  private final Process process;

  private Service(Process process) {
    this.process = process;
  }

  /** Starts it on the guarded host and waits until it listens. */
  static Service on(Lab lab, int port) {
    return start(port, lab::hostProcess, lab::onHost);
  }

  /** Starts it on the machine behind the guarded host and waits until it listens. */
  static Service inside(Lab lab, int port) {
    return start(port, lab::insideProcess, lab::inside);
  }

  private interface Prepare {
    ProcessBuilder command(String... words);
  }

  private interface Run {
    Lab.Result command(String... words);
  }

  private static Service start(int port, Prepare prepare, Run run) {
    String number = Integer.toString(port);
    try {
      Process process =
          prepare
              .command("socat", "TCP6-LISTEN:" + port + ",fork,reuseaddr,ipv6only=0", "EXEC:cat")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Await.until(
          "a service on port " + port,
          Duration.ofSeconds(5),
          () -> run.command("ss", "-Hltn", "sport", "=", number).out().contains(":" + number));
      return new Service(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
