package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
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

/** An error gives one clear sentence and a documented exit status, and loses no ban. */
final class ErrorsEndToEndIT {
  private Guarded guarded;

  @BeforeEach
  void prepare() {
    guarded = Guarded.prepare("");
  }

  @AfterEach
  void stop() {
    guarded.close();
  }

  private static void assertOneSentence(Lab.Result result, int exit, String... parts) {
    assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    assertThat(result.err()).contains(parts).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void notRoot() throws IOException {
    // Another user gets everything to reach the kernel, but no capability.
    Files.setPosixFilePermissions(
        guarded.directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
    Lab.Result result =
        guarded
            .lab()
            .onHost(
                "setpriv",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--ambient-caps=-all",
                Guarded.launcher(),
                "run",
                "-c",
                guarded.config().toString());
    assertOneSentence(result, 1, "root or CAP_NET_ADMIN");
  }

  /** strace returns the error of a kernel without netfilter. */
  @Test
  void kernelWithoutNetfilter() {
    Lab.Result result =
        guarded
            .lab()
            .onHost(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=socket",
                "-e",
                "inject=socket:error=EPROTONOSUPPORT",
                Guarded.launcher(),
                "run",
                "-c",
                guarded.config().toString());
    assertOneSentence(result, 1, "this kernel has no nf_tables", "load the module nf_tables");
  }

  @Test
  void wrongInterfaceNameIsNamedAndGuardedOnceItIsThere() {
    guarded.configure("[traps]\ninterfaces = [\"wan7\"]\n");
    assertThat(guarded.portsnare("check").out())
        .contains("warning: interface wan7 does not exist; it is guarded once it does");
    guarded.start();
    Lab.Result added =
        guarded.lab().onHost("ip", "link", "add", "wan7", "type", "veth", "peer", "name", "wan8");
    assertThat(added.exit()).as(added.err()).isZero();
    Await.until(
        "the new interface is noticed",
        Duration.ofSeconds(2),
        () -> guarded.client().status().warnings().isEmpty());
    guarded.configure("[traps]\ninterfaces = [\"a name that is much too long\"]\n");
    Lab.Result check = guarded.portsnare("check");
    assertOneSentence(check, 2, "is not an interface name");
  }

  @Test
  void withoutADefaultRouteNoInterfaceIsGuarded() {
    guarded.configure("");
    for (String family : List.of("-4", "-6")) {
      guarded.lab().onHost("ip", family, "route", "flush", "default");
    }
    assertThat(guarded.portsnare("check").out()).containsPattern("interfaces +none\n");
    guarded.start();
    assertThat(guarded.portsnare("status").out())
        .containsPattern("interfaces +none\n")
        .contains("no interface is guarded");
    assertThat(guarded.log()).contains("no interface is guarded");
    assertThat(health()).isEqualTo("guard: no interface is guarded\n503");
  }

  @Test
  void configurationFileThatIsNotThere() {
    Lab.Result result =
        guarded.lab().onHost(Guarded.launcher(), "run", "-c", "/nonexistent/p.toml");
    assertOneSentence(result, 2, "/nonexistent/p.toml: no such file");
  }

  @Test
  void noDaemonRuns() {
    assertOneSentence(guarded.portsnare("list"), 1, "no daemon runs");
    assertOneSentence(guarded.portsnare("explain", "203.0.113.1"), 1, "no daemon runs");
    // Errors in the arguments are reported first.
    assertOneSentence(guarded.portsnare("explain", "203.0.113.300"), 2, "'203.0.113.300'");
    assertOneSentence(guarded.portsnare("allow", "nobody"), 2, "'nobody' is not an IPv4");
    assertOneSentence(guarded.portsnare("list", "--port", "99999"), 2, "a port is 1 to 65535");
    assertOneSentence(guarded.portsnare("list", "--port", "0"), 2, "a port is 1 to 65535");
    assertOneSentence(guarded.portsnare("list", "--tool", "foo"), 2, "--tool: 'foo' is no known");
    String wrong = "'soon' is not a duration";
    assertOneSentence(guarded.portsnare("list", "--since", "soon"), 2, "--since: " + wrong);
    assertOneSentence(guarded.portsnare("ban", "192.0.2.1", "--for", "soon"), 2, "--for: " + wrong);
    assertOneSentence(
        guarded.portsnare("allow", "192.0.2.1", "--for", "soon"), 2, "--for: " + wrong);
    assertOneSentence(guarded.portsnare("apply", "--confirm", "soon"), 2, "--confirm: " + wrong);
    assertOneSentence(
        guarded.portsnare("publish", "verify", "--max-age", "soon", "/nonexistent"),
        2,
        "--max-age: " + wrong);
    assertOneSentence(
        guarded.portsnareWithInput("203.0.113.1\n\n203.0.113.x\n", "ban", "-"),
        2,
        "standard input, line 3",
        "nothing was done");
  }

  @Test
  void aFileThatLeadsNowhereStopsNoOtherDaemon() throws IOException {
    guarded.start();
    Path broken = guarded.directory().resolve("broken.toml");
    Files.writeString(broken, Files.readString(guarded.config()) + "\n[daemon\n");
    for (String command : List.of("stop", "down")) {
      Lab.Result result =
          guarded.lab().onHost(Guarded.launcher(), command, "-c", broken.toString());
      assertThat(result.exit()).as(result.err()).isEqualTo(2);
      assertThat(result.err()).contains("broken.toml");
    }
    assertThat(guarded.portsnare("status").exit()).isZero();
  }

  @Test
  void standardOutputThatIsFullIsAnError() {
    guarded.start();
    for (String command : List.of("status", "check", "explain 203.0.113.1", "list")) {
      Lab.Result result =
          guarded
              .lab()
              .onHost(
                  "sh",
                  "-c",
                  Guarded.launcher() + " " + command + " -c " + guarded.config() + " >/dev/full");
      assertThat(result.exit()).as(command + result.err()).isEqualTo(1);
    }
  }

  /** A reader such as {@code head} ends early: this is not a full disk. */
  @Test
  void aReaderThatHasGoneIsNoReasonToComplain() {
    guarded.start();
    for (String command : List.of("status", "explain 203.0.113.1", "list")) {
      Lab.Result result =
          guarded
              .lab()
              .onHost(
                  "sh",
                  "-c",
                  Guarded.launcher()
                      + " "
                      + command
                      + " -c "
                      + guarded.config()
                      + " | { exec <&-; sleep 3; }");
      assertThat(result.err()).as(command).isEmpty();
    }
  }

  @Test
  void wrongUsage() {
    assertOneSentence(guarded.portsnare("lisst"), 2, "no command 'lisst'; did you mean list?");
    assertOneSentence(
        guarded.portsnare("list", "--port", "x"), 2, "--port takes a number, not 'x'");
    assertOneSentence(
        guarded.portsnare("list", "--format", "xml"), 2, "takes table|plain|json|csv, not 'xml'");
    assertOneSentence(guarded.portsnare("list", "--prot", "23"), 2, "no option '--prot'");
    assertOneSentence(guarded.portsnare("status", "23"), 2, "'23' is one argument too many");
    assertOneSentence(guarded.portsnare("list", "tellnet"), 2, "'tellnet' is no address, network");
    assertOneSentence(guarded.portsnare("list", "--top", "0"), 2, "--top 0: must be 1 to");
    assertOneSentence(guarded.portsnare("report", "--since", "soon"), 2, "--since");
    assertOneSentence(guarded.portsnare("explain"), 2, "ADDRESS is missing", "explain --help");
    assertOneSentence(guarded.portsnare("publish", "nwo"), 2, "no command 'nwo'");
    guarded.start();
    assertOneSentence(guarded.portsnare("ban", "example.org"), 2, "'example.org' is not an IPv4");
    assertOneSentence(guarded.portsnare("ban", "192.0.2.1/24"), 2, "did you mean 192.0.2.0/24?");
    assertOneSentence(guarded.portsnare("explain", "::g"), 2, "'::g' is not an IPv4");
  }

  @Test
  void fullDiskLosesNoBan() throws IOException {
    Path state = guarded.directory().resolve("state");
    Files.createDirectories(state);
    run("mount", "-t", "tmpfs", "-o", "size=900k,mode=700", "tmpfs", state.toString());
    try (Probe probe = new Probe(guarded.lab())) {
      guarded.start();
      probe.syn("203.0.113.1", HOST4, 23);
      guarded.awaitBanned("203.0.113.1");
      // The log of a new ledger has room for some small changes.
      for (int i = 0; i < 8; i++) {
        guarded.portsnare("ban", "198.51.100.77");
        guarded.portsnare("unban", "198.51.100.77");
      }
      Path filler = state.resolve("filler");
      run("sh", "-c", "cat /dev/zero > " + filler + " || true");
      for (int i = 2; i <= 200; i++) probe.syn("203.0.113." + i, HOST4, 23);
      assertThat(probe.ping("203.0.113.150", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
      Await.until(
          "the trouble is told",
          Duration.ofSeconds(5),
          () -> !guarded.client().status().ledger().error().isEmpty());
      assertThat(guarded.log()).containsOnlyOnce("the kernel goes on banning");
      assertThat(health()).startsWith("ledger: ").endsWith("503");
      // The administrator's commands still work.
      assertThat(guarded.portsnare("allow", "203.0.113.150").out())
          .contains("allowed 203.0.113.150");
      assertThat(probe.ping("203.0.113.150", HOST4)).isEqualTo(Scanner.Answer.OPEN);
      Lab.Result unban = guarded.portsnare("unban", "203.0.113.151");
      assertOneSentence(unban, 1, "the disk is full", "ledger.db", "make room");
      assertThat(probe.ping("203.0.113.151", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
      Files.delete(filler);
      Await.until(
          "all are in the ledger",
          Duration.ofSeconds(10),
          () -> guarded.bannedQuickly().size() == 199);
      // All 200 except the exempted one.
      assertThat(guarded.bannedQuickly())
          .contains("203.0.113.151")
          .doesNotContain("203.0.113.150")
          .doesNotHaveDuplicates();
      Await.until(
          "the trouble is over",
          Duration.ofSeconds(10),
          () -> guarded.client().status().ledger().error().isEmpty());
      Await.until("health", Duration.ofSeconds(3), () -> health().equals("ok\n200"));
    } finally {
      guarded.kill();
      run("umount", state.toString());
    }
  }

  /** The body and the status of {@code /healthz}. */
  private String health() {
    return guarded
        .lab()
        .onHost("curl", "-s", "-w", "%{http_code}", "http://127.0.0.1:8480/healthz")
        .out();
  }

  private static void run(String... command) {
    try {
      assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
