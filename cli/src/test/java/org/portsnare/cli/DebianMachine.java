package org.portsnare.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;
import org.portsnare.testing.Lab;

/**
 * Debian 12 with systemd and little else. It boots in a container that is the guarded host of a
 * {@link Lab}. Its files are in memory and disappear with it. It finds the packages in {@value
 * #PACKAGES}.
 */
final class DebianMachine implements AutoCloseable {
  static final String PACKAGES = "/packages";

  private static final Duration BOOT = Duration.ofSeconds(60);

  private final Lab lab = Lab.create();
  private final Process container;
  private final ProcessHandle init;

  private DebianMachine(Path root, Path packages) {
    String namespace = lab.hostNamespace().getFileName().toString();
    List<String> command =
        List.of(
            "systemd-nspawn",
            "--directory=" + root,
            "--volatile=overlay",
            "--bind-ro=" + packages + ":" + PACKAGES,
            "--network-namespace-path=" + lab.hostNamespace(),
            "--capability=CAP_NET_ADMIN",
            "--machine=" + namespace,
            // The test machine runs no systemd.
            "--register=no",
            "--keep-unit",
            "--settings=no",
            "--link-journal=no",
            "--console=pipe",
            "--boot");
    try {
      container =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(packages.resolve(namespace + ".console").toFile())
              .start();
    } catch (IOException e) {
      lab.close();
      throw new UncheckedIOException(e);
    }
    try {
      Await.until("a container", BOOT, () -> findInit().isPresent());
      init = findInit().orElseThrow();
      Await.until(
          "Debian is up", BOOT, () -> command("systemctl", "is-system-running").exit() == 0);
    } catch (AssertionError | RuntimeException e) {
      container.destroyForcibly();
      lab.close();
      throw e;
    }
  }

  /** Boots it; its console output goes into {@code packages}. */
  static DebianMachine boot(Path root, Path packages) {
    return new DebianMachine(root, packages);
  }

  private Optional<ProcessHandle> findInit() {
    return container
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/systemd"))
        .findFirst();
  }

  Lab lab() {
    return lab;
  }

  /** Runs a command on it as root, and waits for it. */
  Command.Result command(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of("nsenter", "--target=" + init.pid(), "--all", "--root", "--wd", "env", "-i"));
    command.addAll(
        List.of(
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
            "HOME=/root",
            "LANG=C.UTF-8",
            "DEBIAN_FRONTEND=noninteractive"));
    command.addAll(List.of(words));
    return Command.of(command.toArray(String[]::new)).result();
  }

  /** Like {@link #command}, for a command that must succeed. */
  String run(String... words) {
    return command(words).orFail();
  }

  /** The rules in its kernel, listed by nft outside of it. */
  String ruleset() {
    return lab.onHost("nft", "list", "ruleset").out();
  }

  /**
   * Everything that a package may leave behind: users, groups and files. Without logs, caches, and
   * the data of the package manager and of systemd.
   */
  List<String> traces() {
    String script =
        """
        find / /run -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /var/tmp \\
          -o -path /var/log -o -path /var/cache -o -path /var/lib/dpkg -o -path /var/lib/apt \\
          -o -path /run/systemd -o -path /run/udev -o -path /run/credentials -o -path /run/user \\
          -o -path '/etc/*-' -o -path /packages \\) -prune -o -print |
          sort -u
        cat /etc/passwd /etc/group
        """;
    return run("sh", "-c", script).lines().toList();
  }

  @Override
  public void close() {
    init.destroyForcibly();
    container.destroyForcibly();
    try {
      container.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lab.close();
  }
}
