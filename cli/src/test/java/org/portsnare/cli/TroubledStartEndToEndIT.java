package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/**
 * After a reboot the host is protected, even if something outside the firewall is broken. Traps are
 * armed, and the readable part of the ledger is enforced. The ledger later has all events of that
 * time.
 */
final class TroubledStartEndToEndIT {
  private static final int BANS = 60;
  private static final String NEW = "203.0.113.200";

  /** The ledger with the bans. The first test makes it, and the others reuse it. */
  private static byte[] sixtyBans = {};

  private Guarded guarded;
  private Probe probe;
  private Path state;

  @BeforeEach
  void sixtyBansAndAReboot() throws IOException, InterruptedException {
    guarded = Guarded.prepare("");
    state = guarded.directory().resolve("state");
    Files.createDirectories(state);
    run("mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", state.toString());
    if (sixtyBans.length == 0) sixtyBans = makeSixtyBans();
    else Files.write(guarded.ledger(), sixtyBans);
  }

  private byte[] makeSixtyBans() throws IOException, InterruptedException {
    guarded.start();
    guarded.ban(IntStream.rangeClosed(1, BANS).mapToObj(i -> "203.0.113." + i));
    assertThat(guarded.terminate()).isEqualTo(143);
    guarded.lab().rebootHost();
    return Files.readAllBytes(guarded.ledger());
  }

  @AfterEach
  void stop() {
    if (probe != null) probe.close();
    if (guarded.hasStarted()) guarded.kill();
    run("umount", state.toString());
    guarded.close();
  }

  private static void run(String... command) {
    try {
      assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void start() {
    guarded.start();
    probe = new Probe(guarded.lab());
  }

  private Connection ledger() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + guarded.ledger());
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = ledger();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    }
  }

  /** The kernel bans a new sender, and the list has it. */
  private void assertTrapsAreArmed() {
    probe.syn(NEW, HOST4, 23);
    assertThat(probe.ping(NEW, HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    Await.until(
        "it is listed", Duration.ofSeconds(10), () -> guarded.bannedQuickly().contains(NEW));
  }

  private void assertWarns(String part) {
    Lab.Result status = guarded.portsnare("status");
    assertThat(status.exit()).isZero();
    assertThat(status.out()).contains(part);
    assertThat(guarded.log()).doesNotContain("Exception", "defect", "\tat ");
  }

  private void assertBanned(int count) {
    List<String> bans = new ArrayList<>(guarded.bannedQuickly());
    bans.removeIf(ban -> !ban.startsWith("203.0.113.") || ban.equals(NEW));
    assertThat(bans).hasSize(count);
    assertThat(probe.ping("203.0.113.9", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  /** The ledger has all bans again, and so has the next start. */
  private void assertAllIsInTheLedger() throws InterruptedException {
    try {
      Await.until(
          "the ledger is used again",
          Duration.ofSeconds(20),
          () -> guarded.client().status().ledger().error().isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError(guarded.client().status().ledger().error() + guarded.log(), e);
    }
    Await.until(
        "all are enforced",
        Duration.ofSeconds(10),
        () -> guarded.client().status().bans().inKernel() == BANS + 1);
    assertThat(guarded.terminate()).isEqualTo(143);
    probe.close();
    guarded.lab().rebootHost();
    start();
    assertBanned(BANS);
    assertThat(guarded.bannedQuickly()).hasSize(BANS + 1).contains(NEW);
    assertThat(guarded.portsnare("explain", NEW).out()).contains("23");
  }

  @Test
  void aReadOnlyFileSystem() throws InterruptedException {
    run("mount", "-o", "remount,ro", state.toString());
    start();
    assertBanned(BANS);
    assertTrapsAreArmed();
    assertWarns("the ledger fails");
    Path copy = guarded.directory().resolve("copy.db");
    Lab.Result backup = guarded.portsnare("backup", copy.toString());
    assertThat(backup.exit()).isEqualTo(1);
    assertThat(backup.err()).contains("nothing was copied").hasLineCount(1);
    assertThat(copy).doesNotExist();
    // The daemon has its own mount namespace from ip netns exec.
    String pid = Long.toString(guarded.process().pid());
    run("mount", "-o", "remount,rw", state.toString());
    run("nsenter", "-t", pid, "-m", "mount", "-o", "remount,rw", state.toString());
    assertAllIsInTheLedger();
  }

  @Test
  void aFullDisk() throws IOException, InterruptedException {
    run("sh", "-c", "cat /dev/zero > " + state + "/filler || true");
    start();
    assertBanned(BANS);
    assertTrapsAreArmed();
    assertWarns("the ledger fails");
    Files.delete(state.resolve("filler"));
    assertAllIsInTheLedger();
  }

  @Test
  void aLedgerThatAnotherProgramKeepsLocked() throws SQLException, InterruptedException {
    try (Connection other = ledger();
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("REPLACE INTO meta VALUES ('test', '1')");
      start();
      assertTrapsAreArmed();
      assertWarns("the ledger fails");
    }
    assertAllIsInTheLedger();
  }

  @Test
  void aLedgerOfANewerVersion() throws SQLException, InterruptedException {
    sql("PRAGMA user_version = 99");
    start();
    assertTrapsAreArmed();
    assertWarns("newer Portsnare");
    sql("PRAGMA user_version = 4");
    assertAllIsInTheLedger();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkfifo", "ln -s /dev/zero"})
  void aLedgerThatIsNoRegularFile(String how) throws IOException, InterruptedException {
    Path ledger = guarded.ledger();
    Path kept = state.resolve("kept");
    Files.move(ledger, kept);
    run("sh", "-c", how + " " + ledger);
    start();
    assertTrapsAreArmed();
    assertWarns(how.startsWith("ln") ? "symbolic link" : "no regular file");
    Files.delete(ledger);
    Files.move(kept, ledger);
    assertAllIsInTheLedger();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "head -c 100000 /dev/urandom >",
        "printf 'portsnare trial 1\\nrunning\\n2026-11-24T10:00:00Z\\nabc\\n[nonsense' >",
        "mkfifo",
        "mkdir",
        "ln -s /dev/zero",
      })
  void aTrialThatMakesNoSense(String how) {
    run("sh", "-c", how + " " + state + "/trial");
    start();
    assertBanned(BANS);
    assertTrapsAreArmed();
    assertThat(guarded.log()).doesNotContain("Exception", "defect");
  }

  @Test
  void rowsThatMakeNoSense() throws SQLException {
    sql(
        "UPDATE ban SET prefix = '203.0,113.1' WHERE prefix = '203.0.113.1'",
        "UPDATE ban SET prefix = '1.2.3.4,5.6.7.8' WHERE prefix = '203.0.113.2'",
        "UPDATE ban SET prefix = '' WHERE prefix = '203.0.113.3'",
        "UPDATE ban SET fixed = 77777777777 WHERE prefix = '203.0.113.4'",
        "UPDATE ban SET expires = 9223372036854775807 WHERE prefix = '203.0.113.5'",
        "UPDATE ban SET trigger = 'handshakf', protocol = 'x' WHERE prefix = '203.0.113.6'",
        "INSERT INTO allow VALUES ('nobody', 1, NULL, '')");
    start();
    // The other rows are valid enough to be enforced and shown.
    assertBanned(BANS - 3);
    assertTrapsAreArmed();
    for (int i : List.of(4, 5, 6, 60)) {
      assertThat(probe.ping("203.0.113." + i, HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    }
    assertWarns("made no sense");
    assertThat(guarded.portsnare("list").exit()).isZero();
    assertThat(guarded.portsnare("export", "--format", "json").exit()).isZero();
  }

  /** A damage that SQLite notices: the page with the middle rows has random bytes. */
  @Test
  void aDamagedPage() throws IOException, SQLException {
    List<String> more =
        IntStream.range(0, 2_000).mapToObj(i -> "198.18." + i / 250 + "." + i % 250).toList();
    guarded.start();
    guarded.ban(more.stream());
    guarded.kill();
    sql("PRAGMA wal_checkpoint(TRUNCATE)");
    guarded.lab().rebootHost();
    byte[] bytes = Files.readAllBytes(guarded.ledger());
    int at = indexOf(bytes, "198.18.4.");
    java.util.Arrays.fill(bytes, at / 4096 * 4096, at / 4096 * 4096 + 4096, (byte) 0x5a);
    Files.write(guarded.ledger(), bytes);
    start();
    assertThat(guarded.bannedQuickly()).as(guarded.log()).hasSizeBetween(1_900, 2_059);
    assertBanned(BANS);
    assertTrapsAreArmed();
    assertThat(guarded.log()).contains("damaged").doesNotContain("Exception", "defect");
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void anNflogGroupThatAnotherProgramHas() throws IOException, InterruptedException {
    Process other =
        guarded.lab().hostProcess("tcpdump", "-i", "nflog:42", "-w", "/dev/null").start();
    Await.until(
        "the other program listens",
        Duration.ofSeconds(10),
        () ->
            guarded.lab().onHost("cat", "/proc/net/netfilter/nfnetlink_log").out().contains("42 "));
    start();
    assertBanned(BANS);
    probe.syn(NEW, HOST4, 23);
    assertThat(probe.ping(NEW, HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertWarns("NFLOG group 42");
    other.destroy();
    assertThat(other.waitFor()).isNotNegative();
    Await.until(
        "what was banned meanwhile is found",
        Duration.ofSeconds(20),
        () -> guarded.bannedQuickly().contains(NEW));
    probe.syn("203.0.113.201", HOST4, 23);
    guarded.awaitBanned("203.0.113.201");
    assertThat(guarded.portsnare("status").out()).doesNotContain("NFLOG group 42");
  }

  @Test
  void aPathWithLettersThatTheLocaleLacks() throws IOException {
    Path odd = Files.createDirectory(guarded.directory().resolve("état-ü"));
    String toml = Files.readString(guarded.config()).replace(state.toString(), odd + "/s");
    Path config = odd.resolve("portsnäre.toml");
    Files.writeString(config, toml);
    Lab.Result check =
        guarded
            .lab()
            .onHost(
                "env", "LC_ALL=C", "LANG=C", Guarded.launcher(), "check", "-c", config.toString());
    assertThat(check.exit()).as(check.err()).isZero();
    assertThat(check.out()).contains(config.toString());
  }
}
