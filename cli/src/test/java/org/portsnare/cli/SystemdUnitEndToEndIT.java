package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.testing.Command;

/** systemd checks the unit, with the program of this checkout. */
final class SystemdUnitEndToEndIT {
  private static final Path SYSTEMD = Installed.SOURCES.resolve("packaging/systemd");

  @TempDir private Path directory;
  private Path unit;

  @BeforeEach
  void copy() throws IOException {
    unit = directory.resolve("portsnare.service");
    String text = Files.readString(SYSTEMD.resolve("portsnare.service"));
    assertThat(text).contains("ExecStart=/usr/bin/portsnare run", "=/usr/bin/portsnare reload");
    Files.writeString(unit, text.replace("/usr/bin/portsnare", Guarded.launcher()));
  }

  @Test
  void verifyFindsNothing() {
    Command.Result result =
        Command.of("systemd-analyze", "verify", "--man=no", unit.toString()).result();
    assertThat(result.exit()).as(result.stderr()).isZero();
    assertThat(result.stdout() + result.stderr()).doesNotContain("portsnare");
  }

  @Test
  void verifyWouldFindAMistake() throws IOException {
    Files.writeString(
        unit, Files.readString(unit).replace("ProtectSystem=strict", "ProtektSystem=strict"));
    Command.Result result =
        Command.of("systemd-analyze", "verify", "--man=no", unit.toString()).result();
    assertThat(result.stderr()).contains("Unknown key", "'ProtektSystem'");
  }

  @Test
  void exposureIsAtMostTwo() {
    Command.Result result =
        Command.of(
                "systemd-analyze",
                "security",
                "--no-pager",
                "--offline=true",
                "--threshold=20",
                unit.toString())
            .result();
    assertThat(result.exit()).as(result.stdout()).isZero();
    assertThat(result.stdout()).contains("Overall exposure level for portsnare.service");
  }

  @Test
  void oneCapabilityAndAUserOfItsOwn() throws IOException {
    assertThat(Files.readAllLines(unit))
        .contains(
            "User=portsnare",
            "AmbientCapabilities=CAP_NET_ADMIN",
            "CapabilityBoundingSet=CAP_NET_ADMIN",
            "Before=network-pre.target");
  }

  @Test
  void userIsMade() throws IOException {
    Path root = Files.createDirectories(directory.resolve("root"));
    Files.createDirectories(root.resolve("etc"));
    Command.Result result =
        Command.of(
                "systemd-sysusers",
                "--root=" + root,
                SYSTEMD.resolve("portsnare.sysusers").toString())
            .result();
    assertThat(result.exit()).as(result.stderr()).isZero();
    assertThat(Files.readString(root.resolve("etc/passwd"))).contains("portsnare:x:");
    assertThat(Files.readString(root.resolve("etc/group"))).contains("portsnare:x:");
  }
}
