package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A failed command changes nothing in the kernel, the ledger and the files. */
final class FailedCommandsEndToEndIT {
  private static final String BANNED = "203.0.113.1";
  private static final String BANNED_NETWORK = "203.0.113.64/28";
  private static final String ALLOWED = "203.0.113.200";

  private Guarded guarded;
  private Probe probe;
  private Path state;

  @BeforeEach
  void fillTheDisk() throws IOException {
    guarded = Guarded.prepare("[ban]\nexpire = \"5d\"\n");
    state = guarded.directory().resolve("state");
    Files.createDirectories(state);
    run("mount", "-t", "tmpfs", "-o", "size=800k,mode=700", "tmpfs", state.toString());
    guarded.start();
    probe = new Probe(guarded.lab());
    assertThat(guarded.portsnare("ban", BANNED, BANNED_NETWORK, "--reason", "why").exit()).isZero();
    assertThat(guarded.portsnare("allow", ALLOWED).exit()).isZero();
    fill();
  }

  /** The last free page too, because a command writes little. */
  private void fill() {
    run("sh", "-c", "cat /dev/zero > " + state + "/filler || true");
    Await.until("no byte is free", Duration.ofSeconds(5), this::isFull);
  }

  @AfterEach
  void stop() {
    if (probe != null) probe.close();
    guarded.kill();
    run("umount", state.toString());
    guarded.close();
  }

  private boolean isFull() {
    String more = "203.0.113." + (100 + (int) (System.nanoTime() % 90));
    // Fills the last page of the log.
    return guarded.portsnare("ban", more).exit() != 0;
  }

  private static void run(String... command) {
    try {
      assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void fails(String... command) {
    Lab.Result result = guarded.portsnare(command);
    assertThat(result.exit()).as(String.join(" ", command) + result.out()).isEqualTo(1);
    assertThat(result.err())
        .contains("the disk is full", state + "/ledger.db", "make room")
        .doesNotContain("Exception", "cannot rollback");
    assertThat(result.err().lines()).hasSize(1);
  }

  private Scanner.Answer ping(String from) {
    return probe.ping(from, HOST4);
  }

  /** Whoever locked themselves out with the trial must not stay out because of the disk. */
  @Test
  void aTrialIsTakenBackOnAFullDisk() throws IOException {
    makeRoom();
    guarded.configure("[traps]\ntcp = [8000]\n");
    Process apply =
        guarded
            .lab()
            .hostProcess(
                Guarded.launcher(), "apply", "--confirm", "6s", "-c", guarded.config().toString())
            .redirectErrorStream(true)
            .redirectOutput(guarded.directory().resolve("apply.out").toFile())
            .start();
    Await.until(
        "the trial",
        Duration.ofSeconds(20),
        () -> guarded.client().status().daemon().trialUntil() != null);
    fill();
    assertThat(apply.onExit().orTimeout(20, TimeUnit.SECONDS).join().exitValue()).isEqualTo(1);
    assertTakenBack("203.0.113.8", "203.0.113.9");
    // The next start, still without room, uses the configuration from before the trial, too.
    guarded.kill();
    guarded.start();
    assertTakenBack("203.0.113.10", "203.0.113.11");
  }

  private void assertTakenBack(String innocent, String scanner) {
    assertThat(guarded.client().status().daemon().trialUntil()).isNull();
    assertThat(isFull()).isTrue();
    probe.syn(innocent, HOST4, 8000);
    assertThat(ping(innocent)).isEqualTo(Scanner.Answer.OPEN);
    probe.syn(scanner, HOST4, 23);
    assertThat(ping(scanner)).isEqualTo(Scanner.Answer.SILENCE);
  }

  private void makeRoom() throws IOException {
    Files.delete(state.resolve("filler"));
    Await.until(
        "the ledger is written again",
        Duration.ofSeconds(20),
        () -> guarded.client().status().ledger().error().isEmpty());
  }

  @Test
  void banOnAFullDisk() throws IOException {
    List<String> before = guarded.banned();
    fails("ban", "203.0.113.7");
    fails("ban", "203.0.113.7", "203.0.113.32/28", BANNED, "--for", "1h", "--reason", "other");
    assertThat(ping("203.0.113.7")).isEqualTo(Scanner.Answer.OPEN);
    assertThat(ping("203.0.113.33")).isEqualTo(Scanner.Answer.OPEN);
    assertThat(ping(BANNED)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.banned()).isEqualTo(before);
    assertThat(guarded.portsnare("explain", BANNED).out()).contains("why").doesNotContain("other");
    makeRoom();
    assertThat(guarded.banned()).isEqualTo(before);
    assertThat(guarded.portsnare("ban", "203.0.113.7").exit()).isZero();
    assertThat(ping("203.0.113.7")).isEqualTo(Scanner.Answer.SILENCE);
  }

  @Test
  void unbanOnAFullDisk() throws IOException {
    List<String> before = guarded.banned();
    fails("unban", BANNED, BANNED_NETWORK);
    assertThat(ping(BANNED)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(ping("203.0.113.65")).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.banned()).isEqualTo(before);
    makeRoom();
    assertThat(guarded.portsnare("unban", BANNED, BANNED_NETWORK).exit()).isZero();
    assertThat(ping(BANNED)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(ping("203.0.113.65")).isEqualTo(Scanner.Answer.OPEN);
  }

  /** The disk becomes full in the middle of a list, when some of it is in the kernel. */
  @Test
  void longImportThatFillsTheDisk() throws IOException {
    makeRoom();
    List<String> before = guarded.banned();
    Path list = guarded.directory().resolve("list");
    StringBuilder text = new StringBuilder("203.0.113.7\n203.0.113.32/28\n");
    for (int i = 0; i < 12_000; i++) {
      text.append("11.0.").append(i / 250).append('.').append(i % 250).append('\n');
    }
    Files.writeString(list, text);
    fails("import", list.toString());
    assertThat(guarded.banned()).isEqualTo(before);
    assertThat(ping("203.0.113.7")).isEqualTo(Scanner.Answer.OPEN);
    assertThat(ping("203.0.113.33")).isEqualTo(Scanner.Answer.OPEN);
    assertThat(ping(BANNED)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.client().status().bans().inKernel()).isEqualTo(before.size());
  }

  @Test
  void disallowImportReloadAndApplyOnAFullDisk() throws IOException {
    List<String> before = guarded.banned();
    fails("disallow", ALLOWED);
    Path list = guarded.directory().resolve("list");
    Files.writeString(list, "203.0.113.7\n203.0.113.32/28\n" + BANNED + "\n");
    fails("import", list.toString());
    assertThat(ping("203.0.113.7")).isEqualTo(Scanner.Answer.OPEN);
    assertThat(ping("203.0.113.33")).isEqualTo(Scanner.Answer.OPEN);
    guarded.configure("[traps]\ntcp = [8000]\n[ban]\nexpire = \"1d\"\n");
    fails("reload");
    Lab.Result apply = guarded.portsnare("apply", "--confirm", "1m");
    assertThat(apply.exit()).isEqualTo(1);
    assertThat(apply.err()).contains(state.toString()).doesNotContain("Exception");
    assertThat(apply.err().lines()).hasSize(1);
    assertThat(state.resolve("trial")).doesNotExist();
    assertThat(guarded.banned()).isEqualTo(before);
    probe.syn("203.0.113.8", HOST4, 8000);
    assertThat(ping("203.0.113.8")).isEqualTo(Scanner.Answer.OPEN);
    probe.syn(ALLOWED, HOST4, 23);
    assertThat(ping(ALLOWED)).isEqualTo(Scanner.Answer.OPEN);
    makeRoom();
    assertThat(guarded.portsnare("reload").exit()).isZero();
    probe.syn("203.0.113.8", HOST4, 8000);
    guarded.awaitBanned("203.0.113.8");
  }
}
