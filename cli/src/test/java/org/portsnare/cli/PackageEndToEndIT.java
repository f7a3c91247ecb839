package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;

/** The package and the archive, on a Debian 12 that has no Java and boots with systemd. */
final class PackageEndToEndIT {
  private static final Path SOURCES = Installed.SOURCES;
  private static final String SENDER = "203.0.113.1";
  private static final String OTHER = "203.0.113.2";
  private static final String LATER = "999.0";

  /** Options for a fast build; only the compression differs from the released package. */
  private static final String QUICKLY = "-Zgzip -z1";

  @TempDir private static Path packages;
  private static Path root;
  private static String deb;
  private static String laterDeb;
  private static String archive;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    root = SOURCES.resolve("cli/target/debian-12");
    tool("tools/make-debian-root", root.toString());
    Path image = packages.resolve("image");
    tool("packaging/make-image", image.toString());
    deb = tool("packaging/make-deb", image.toString(), packages.toString());
    laterDeb = tool("packaging/make-deb", image.toString(), packages.toString(), LATER);
    archive = tool("packaging/make-dist", image.toString(), packages.toString());
  }

  /** Runs a script of the sources. Returns the file name that it prints. */
  private static String tool(String script, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(SOURCES.resolve(script).toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("DEB_OPTIONS", QUICKLY);
    Path out = Files.createTempFile(packages, "tool", ".out");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(script + " does not end: " + Files.readString(out));
    }
    String said = Files.readString(out);
    if (process.exitValue() != 0) throw new AssertionError(script + ": " + said);
    return Path.of(said.strip()).getFileName().toString();
  }

  private static String onMachine(String file) {
    return DebianMachine.PACKAGES + "/" + file;
  }

  @Test
  void lintianFindsNoFault() {
    Command.Result lintian =
        Command.of(
                "lintian",
                "--allow-root",
                "--fail-on",
                "error,warning",
                packages.resolve(deb).toString())
            .result();
    assertThat(lintian.exit()).as(lintian.stdout() + lintian.stderr()).isZero();
    assertThat(lintian.stdout()).isEmpty();
  }

  @Test
  void packageIsInstalledCatchesIsUpgradedUnderFireAndLeavesNothing() {
    try (DebianMachine machine = DebianMachine.boot(root, packages);
        Probe probe = new Probe(machine.lab())) {
      assertThat(machine.command("sh", "-c", "command -v java").exit()).isNotZero();
      List<String> before = machine.traces();
      Passed passed = Passed.from(machine.lab(), SENDER);
      assertThat(probe.ping(SENDER, HOST4)).isEqualTo(Scanner.Answer.OPEN);
      assertThat(passed.packets()).isEqualTo(1);

      long start = System.nanoTime();
      String told = machine.run("apt-get", "install", "-y", onMachine(deb));
      catchScanner(machine, probe, SENDER);
      System.out.printf(
          "from the package to the first ban: %.1f s%n", (System.nanoTime() - start) / 1e9);
      runsAsServiceWithItsCache(machine);
      machine.run("portsnare", "check");
      tellsWhatIsArmed(machine, told);

      upgradeUnderFire(machine, probe);
      assertThat(passed.packets()).as("through the upgrade").isEqualTo(1);
      assertThat(machine.run("dpkg-query", "-W", "-f", "${Version}", "portsnare"))
          .isEqualTo(LATER + "-1");
      runsAsServiceWithItsCache(machine);
      assertThat(machine.run("portsnare", "list", "--format", "plain").lines())
          .containsExactly(SENDER);
      catchScanner(machine, probe, OTHER);
      machine.lab().onHost("nft", "delete", "table", "inet", passed.table());

      machine.run("apt-get", "remove", "-y", "portsnare");
      assertThat(machine.ruleset()).isEmpty();
      assertThat(probe.ping(SENDER, HOST4)).isEqualTo(Scanner.Answer.OPEN);
      assertThat(machine.run("find", "/etc/portsnare", "/var/lib/portsnare", "-type", "f"))
          .contains("/etc/portsnare/portsnare.toml", "/var/lib/portsnare/ledger.db");

      machine.run("apt-get", "purge", "-y", "portsnare");
      assertNothingChanged(before, machine.traces());
      assertThat(machine.run("systemctl", "list-units", "--all", "--plain", "portsnare*"))
          .doesNotContain("portsnare.service");
    }
  }

  @Test
  void archiveIsInstalledCatchesAndLeavesNothing() {
    try (DebianMachine machine = DebianMachine.boot(root, packages);
        Probe probe = new Probe(machine.lab())) {
      List<String> before = machine.traces();
      machine.run("tar", "--extract", "--directory=/tmp", "--file=" + onMachine(archive));
      String script = "/tmp/" + archive.replace(".tar.gz", "") + "/install.sh";
      machine.run(script);
      machine.run("systemctl", "enable", "--now", "portsnare.service");
      catchScanner(machine, probe, SENDER);
      runsAsServiceWithItsCache(machine);

      machine.run(script); // as an upgrade does
      assertThat(machine.run("portsnare", "list", "--format", "plain").lines())
          .containsExactly(SENDER);

      String kept = "/usr/local/lib/portsnare/install.sh";
      machine.run("cp", kept, "/tmp/kept.sh");
      machine.run(kept, "uninstall");
      assertThat(machine.ruleset()).isEmpty();
      assertThat(machine.run("find", "/etc/portsnare", "/var/lib/portsnare", "-type", "f"))
          .contains("/etc/portsnare/portsnare.toml", "/var/lib/portsnare/ledger.db");
      machine.run(script, "purge");
      assertNothingChanged(before, machine.traces());
    }
  }

  private static void tellsWhatIsArmed(DebianMachine machine, String told) {
    assertThat(told)
        .contains("portsnare: protected: no bans yet on ")
        .contains("the page    http://127.0.0.1:8480/")
        .contains("allow.addresses", "portsnare reload")
        .contains("guides      /usr/share/doc/portsnare/docs/README.md");
    String guides = machine.run("find", "/usr/share/doc/portsnare", "-name", "*.md");
    assertThat(guides).contains("/docs/README.md", "/docs/guides/first-hour.md");
    String control =
        machine.run("dpkg-query", "-W", "-f", "${Homepage} ${Maintainer}", "portsnare");
    assertThat(control).startsWith("https://").contains("@").doesNotContain("invalid");
  }

  private static void assertNothingChanged(List<String> before, List<String> after) {
    assertThat(after).filteredOn(trace -> !before.contains(trace)).as("left").isEmpty();
    assertThat(before).filteredOn(trace -> !after.contains(trace)).as("taken").isEmpty();
  }

  private static void catchScanner(DebianMachine machine, Probe probe, String sender) {
    probe.syn(sender, HOST4, 23);
    Await.until(
        sender + " on the list",
        Duration.ofSeconds(5),
        () ->
            machine.run("portsnare", "list", "--format", "plain").lines().anyMatch(sender::equals));
    assertThat(machine.lab().onHost("nft", "list", "set", "inet", "portsnare", "banned4").out())
        .contains(sender);
    assertThat(probe.ping(sender, HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  private static void runsAsServiceWithItsCache(DebianMachine machine) {
    assertThat(machine.run("systemctl", "is-active", "portsnare.service")).isEqualTo("active\n");
    assertThat(machine.run("systemctl", "is-enabled", "portsnare.service")).isEqualTo("enabled\n");
    String pid =
        machine.run("systemctl", "show", "-p", "MainPID", "--value", "portsnare.service").strip();
    assertThat(machine.run("stat", "-c", "%U", "/proc/" + pid)).isEqualTo("portsnare\n");
    assertThat(machine.run("cat", "/proc/" + pid + "/maps"))
        .contains("/lib/portsnare/daemon.aot", "/lib/portsnare/runtime/lib/server/libjvm.so");
    // With this option a wrong cache is an error.
    machine.run("env", "PORTSNARE_JAVA_OPTIONS=-XX:AOTMode=on", "portsnare", "--version");
  }

  /** A banned sender sends 10,000 packets per second while the package is upgraded. */
  private static void upgradeUnderFire(DebianMachine machine, Probe probe) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Long> sent = probe.stream(SENDER, over);
    try {
      machine.run("apt-get", "install", "-y", onMachine(laterDeb));
    } finally {
      over.set(true);
    }
    assertThat(sent.join()).isGreaterThan(10_000);
  }
}
