package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.cli.HostUsers.SERVICE;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** The daemon runs as in the unit: as its own user, with only the capability CAP_NET_ADMIN. */
final class ServiceUserEndToEndIT {
  private final Guarded guarded = Guarded.prepare("");
  private final Path sessions = guarded.directory().resolve("run-of-host/systemd/sessions");
  private HostUsers users;
  private Probe probe;

  @BeforeEach
  void prepare() throws IOException {
    users = HostUsers.make(guarded, true);
    probe = new Probe(guarded.lab());
    // systemd would make these: StateDirectory, RuntimeDirectory.
    for (String directory : List.of("state", "run")) {
      Path path = Files.createDirectory(guarded.directory().resolve(directory));
      own(path);
      Files.setPosixFilePermissions(
          path,
          PosixFilePermissions.fromString(directory.equals("run") ? "rwxr-x---" : "rwx------"));
    }
    Files.createDirectories(sessions);
  }

  @AfterEach
  void stop() throws IOException {
    probe.close();
    guarded.close();
    users.close();
  }

  private static void own(Path file) throws IOException {
    Files.setAttribute(file, "unix:uid", SERVICE);
    Files.setAttribute(file, "unix:gid", SERVICE);
  }

  private void start() {
    guarded.startProgram(
        users.launcher(),
        "sh",
        "-c",
        "mount --bind \"$0\" /run && exec \"$@\"",
        sessions.getParent().getParent().toString(),
        "setpriv",
        "--reuid=" + SERVICE,
        "--regid=" + SERVICE,
        "--init-groups",
        "--bounding-set=-all,+net_admin",
        "--inh-caps=-all,+net_admin",
        "--ambient-caps=-all,+net_admin",
        "--no-new-privs");
  }

  private static void assertDone(Lab.Result result) {
    assertThat(result.exit()).as(result.err()).isZero();
  }

  private void assertOneCapability() throws IOException {
    String status =
        Files.readString(Path.of("/proc", Long.toString(guarded.process().pid()), "status"));
    assertThat(status)
        .containsPattern("Uid:\\s+64000\\s+64000\\s+64000\\s+64000")
        .containsPattern("CapEff:\\s+0000000000001000")
        .containsPattern("CapBnd:\\s+0000000000001000");
  }

  @Test
  void scansAreBannedAndBansOutliveARestart() throws IOException {
    start();
    assertOneCapability();
    probe.syn("203.0.113.7", HOST4, 23);
    guarded.awaitBanned("203.0.113.7");
    assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.client().explain("203.0.113.7").history()).hasSize(1);
    assertDone(guarded.stop());
    assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertDone(guarded.portsnare("down"));
    assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    start();
    assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.banned()).containsExactly("203.0.113.7");
    assertThat(guarded.client().status().warnings()).isEmpty();
    assertThat(guarded.log()).doesNotContain("failed");
  }

  /** ExecReload runs as the service's user; all other changes need root. */
  @Test
  void reloadAsTheServiceAndChangesAsRoot() {
    start();
    Lab.Result reload = users.portsnare(SERVICE, "", "reload");
    assertDone(reload);
    assertDone(guarded.portsnare("ban", "203.0.113.50", "192.0.2.0/24"));
    assertThat(probe.ping("203.0.113.50", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertDone(guarded.portsnare("allow", "203.0.113.50"));
    assertThat(probe.ping("203.0.113.50", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.log())
        .contains("control by=portsnare uid=64000 request=\"POST /v1/reload\" done=true")
        .contains("control by=root uid=0 request=\"POST /v1/bans\" done=true");
  }

  @Test
  void trialThatRootTakesBackIsKnownToTheServiceUser() throws Exception {
    start();
    guarded.configure("[traps]\ntcp = [2323]\n");
    Process apply =
        guarded
            .lab()
            .hostProcess(
                Guarded.launcher(), "apply", "--confirm", "3s", "-c", guarded.config().toString())
            .redirectErrorStream(true)
            .start();
    Await.until(
        "it is on trial",
        Duration.ofSeconds(10),
        () -> guarded.client().status().rules().traps().equals(List.of("2323")));
    // The answer has arrived. This test does not cover a daemon that dies before its answer.
    assertThat(apply.getInputStream().read()).isPositive();
    guarded.kill();
    String said = new String(apply.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(apply.waitFor()).as(said).isEqualTo(1);
    assertThat(said).contains("taken back");
    start();
    assertThat(guarded.log()).contains("nobody confirmed it, so the one before is in force");
    assertThat(guarded.client().status().rules().traps()).contains("23");
  }

  @Test
  void keysThatRootMakesSignWhatTheServicePublishes() throws IOException {
    Path published = Files.createDirectory(guarded.directory().resolve("published"));
    own(published);
    guarded.configure("[publish]\ndir = \"" + published + "\"\n");
    assertDone(guarded.portsnare("publish", "keygen"));
    start();
    assertDone(guarded.portsnare("publish", "now"));
    assertDone(guarded.portsnare("publish", "verify"));
  }

  /** The test writes the file, in the format of logind of systemd 252; no logind runs here. */
  @Test
  void whoIsLoggedInBySshIsExempt() throws IOException {
    start();
    Files.writeString(
        sessions.resolve("5"),
        """
        # This is private data. Do not parse.
        UID=0
        USER=root
        ACTIVE=1
        STATE=active
        REMOTE=1
        TYPE=tty
        CLASS=user
        REMOTE_HOST=203.0.113.9
        SERVICE=sshd
        """);
    awaitExempt(true);
    assertThat(probe.tcp("203.0.113.9", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    Files.delete(sessions.resolve("5"));
    awaitExempt(false);
    probe.syn("203.0.113.9", HOST4, 23);
    guarded.awaitBanned("203.0.113.9");
  }

  private void awaitExempt(boolean exempt) {
    Await.until(
        "203.0.113.9 is " + (exempt ? "" : "no longer ") + "exempt",
        Duration.ofSeconds(2),
        () ->
            exempt
                == guarded.client().status().exemptions().stream()
                    .anyMatch(e -> e.prefix().equals("203.0.113.9")));
  }

  @Test
  void withoutLogindItSaysThatItIsBlind() throws IOException {
    Files.delete(sessions);
    start();
    assertThat(guarded.client().status().warnings())
        .anyMatch(warning -> warning.startsWith("SSH sessions cannot be seen"));
  }
}
