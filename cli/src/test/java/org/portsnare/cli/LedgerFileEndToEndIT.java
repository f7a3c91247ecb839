package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** Other programs change or copy the ledger's files while the daemon runs. */
final class LedgerFileEndToEndIT {
  private static final int BANS = 970;

  private Guarded guarded;
  private Probe probe;

  @BeforeEach
  void start() {
    guarded = Guarded.start("");
    probe = new Probe(guarded.lab());
    guarded.ban(addresses());
  }

  @AfterEach
  void stop() {
    probe.close();
    guarded.close();
  }

  private static Stream<String> addresses() {
    return IntStream.range(0, BANS).mapToObj(i -> "198.18." + i / 250 + "." + i % 250);
  }

  private void awaitLog(String part) {
    Await.until("it is said: " + part, Duration.ofSeconds(3), () -> guarded.log().contains(part));
  }

  private void rebootAndStart() {
    probe.close();
    guarded.lab().rebootHost();
    guarded.start();
    probe = new Probe(guarded.lab());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm ledger.db",
        "rm ledger.db ledger.db-wal ledger.db-shm",
        "rm ledger.db-wal",
        "rm -r ../state",
        "rm ledger.db && echo other > ledger.db",
        "cp ledger.db x && rm ledger.db-wal && mv x ledger.db",
      })
  void whatIsRemovedIsWrittenAgain(String how) throws InterruptedException, IOException {
    Path state = guarded.ledger().getParent();
    Process shell =
        new ProcessBuilder("sh", "-c", "cd " + state + " && " + how).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
    awaitLog("ledger is written again");
    assertThat(guarded.bannedQuickly()).hasSize(BANS);
    probe.syn("203.0.113.7", HOST4, 23);
    guarded.awaitBanned("203.0.113.7");
    guarded.kill();
    rebootAndStart();
    assertThat(guarded.bannedQuickly()).hasSize(BANS + 1).contains("203.0.113.7");
    assertThat(guarded.log()).doesNotContain("Exception", "defect");
  }

  @Test
  void aLogThatIsCutOffIsNoticedAndTheKernelKnowsTheRest() throws IOException {
    Path wal = guarded.ledger().resolveSibling("ledger.db-wal");
    try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    awaitLog("was cut off");
    Await.until(
        "all of them", Duration.ofSeconds(20), () -> guarded.bannedQuickly().size() == BANS);
    assertThat(guarded.log()).doesNotContain("Exception", "defect");
  }

  @Test
  void aLogThatIsGoneAtTheStartIsSaid() throws IOException {
    guarded.kill();
    Files.delete(guarded.ledger().resolveSibling("ledger.db-wal"));
    guarded.start();
    awaitLog("write-ahead log is gone");
    Await.until(
        "the kernel's sets have them",
        Duration.ofSeconds(20),
        () -> guarded.bannedQuickly().size() == BANS);
  }

  @Test
  void aBackupIsWhole() throws IOException, InterruptedException {
    Path copy = guarded.directory().resolve("copy.db");
    Lab.Result backup = guarded.portsnare("backup", copy.toString());
    assertThat(backup.exit()).as(backup.err()).isZero();
    assertThat(backup.out()).startsWith(BANS + " bans copied");
    assertThat(Files.getPosixFilePermissions(copy).toString()).doesNotContain("OTHERS", "GROUP");
    Lab.Result again = guarded.portsnare("backup", copy.toString());
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("is there already and is kept");
    assertThat(guarded.portsnare("unban", "198.18.0.1", "198.18.0.2").exit()).isZero();
    assertThat(guarded.terminate()).isEqualTo(143);
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(guarded.ledger().resolveSibling("ledger.db" + suffix));
    }
    Files.move(copy, guarded.ledger());
    rebootAndStart();
    assertThat(guarded.bannedQuickly()).hasSize(BANS);
    assertThat(guarded.log()).doesNotContain("gone");
    // The same without a running daemon.
    assertThat(guarded.terminate()).isEqualTo(143);
    assertThat(guarded.portsnare("backup", copy.toString()).out()).startsWith(BANS + " bans");
  }
}
