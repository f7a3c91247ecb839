package org.portsnare.cli;

import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A real sshd on the guarded host, on port 2222, with its own keys. */
final class Sshd implements AutoCloseable {
  private final Guarded guarded;
  private final Path keys;
  private final Process daemon;

  private Sshd(Guarded guarded, Path keys, Process daemon) {
    this.guarded = guarded;
    this.keys = keys;
    this.daemon = daemon;
  }

  static Sshd start(Guarded guarded) {
    Path keys = guarded.directory();
    try {
      Files.createDirectories(Path.of("/run/sshd"));
      key(guarded, keys.resolve("host"));
      key(guarded, keys.resolve("id"));
      Files.copy(keys.resolve("id.pub"), keys.resolve("authorized_keys"));
      Files.writeString(
          keys.resolve("sshd_config"),
          """
          Port 2222
          HostKey %1$s/host
          AuthorizedKeysFile %1$s/authorized_keys
          PermitRootLogin yes
          StrictModes no
          UsePAM no
          PidFile none
          """
              .formatted(keys));
      Process daemon =
          guarded
              .lab()
              .hostProcess(
                  "/usr/sbin/sshd", "-D", "-e", "-f", keys.resolve("sshd_config").toString())
              .redirectError(keys.resolve("sshd.err").toFile())
              .start();
      Await.until(
          "sshd listens",
          Duration.ofSeconds(10),
          () -> guarded.lab().onHost("ss", "-Hltn", "sport", "=", "2222").out().contains("2222"));
      return new Sshd(guarded, keys, daemon);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void key(Guarded guarded, Path file) {
    Lab.Result result =
        guarded.lab().onHost("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    if (result.exit() != 0) throw new AssertionError(result.err());
  }

  /** Starts a login from this address. */
  Process session(String from) {
    try {
      return guarded
          .lab()
          .worldProcess(
              "ssh",
              "-v",
              "-N",
              "-b",
              from,
              "-p",
              "2222",
              "-i",
              keys.resolve("id").toString(),
              "-o",
              "StrictHostKeyChecking=no",
              "-o",
              "UserKnownHostsFile=/dev/null",
              "-o",
              "IdentitiesOnly=yes",
              "root@" + HOST4)
          .redirectErrorStream(true)
          .redirectOutput(keys.resolve("ssh.out").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until ssh reports that it is logged in. */
  void awaitLogin(Process session) {
    Await.until(
        "ssh is logged in",
        Duration.ofSeconds(15),
        () -> {
          if (!session.isAlive()) throw new AssertionError(output());
          return output().contains("Entering interactive session");
        });
  }

  private String output() {
    try {
      return Files.readString(keys.resolve("ssh.out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    daemon.destroy();
    try {
      daemon.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
