package org.portsnare.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.TestBans;
import org.portsnare.ledger.Ledger;
import org.portsnare.log.Log;
import org.portsnare.store.LedgerFile;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.store.StandIn;
import org.portsnare.testing.TestingClock;

/** Bans are counted once each, whatever happens between. */
final class HistoryKeeperTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:30:00Z");
  private static final long HOUR = HourCounter.hour(NOW.toEpochMilli());

  @TempDir private Path dir;
  private final TestingClock clock = new TestingClock(NOW);
  private LedgerKeeper keeper;
  private HistoryKeeper history;
  private HistoryKeeper.Dropped dropped = new HistoryKeeper.Dropped(0, 0);

  @BeforeEach
  void open() throws IOException {
    Path state = Files.createDirectories(dir.resolve("state"));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Log log = new Log(nowhere, clock, false);
    StandIn standIn = new StandIn(dir.resolve("run").resolve("control.sock"));
    keeper = new LedgerKeeper(new LedgerFile(state, log), standIn, clock, log);
    keeper.listen(() -> true, () -> {});
    history = new HistoryKeeper(keeper, clock, () -> dropped, () -> Lifetime.ofDays(400));
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private void ban(String address, int port, Duration ago) {
    Ban ban = TestBans.syn(Prefix.parse(address), NOW.minus(ago), null, port, Evidence.PROBABLE);
    keeper.ledger().insert(ban, null);
    keeper.ledger().commit();
  }

  private Map<String, Long> counts(boolean days) {
    Map<String, Long> counts = new TreeMap<>();
    long to = (HOUR / 24 + 1) * 24;
    keeper
        .ledger()
        .reader()
        .history(
            0,
            to,
            days,
            counted ->
                counts.merge(
                    counted.slot().hour()
                        - HOUR
                        + " "
                        + counted.slot().dimension().label()
                        + " "
                        + counted.slot().name(),
                    counted.number(),
                    Long::sum));
    return counts;
  }

  @Test
  void aBanIsCountedByWhatItIs() {
    ban("203.0.113.1", 23, Duration.ZERO);
    ban("203.0.113.2", 445, Duration.ofHours(1));
    assertThat(history.isBehind()).isTrue();
    history.count();
    assertThat(history.isBehind()).isFalse();
    assertThat(counts(false))
        .isEqualTo(
            Map.of(
                "0 trigger syn", 1L,
                "0 evidence probable", 1L,
                "0 port 23", 1L,
                "-1 trigger syn", 1L,
                "-1 evidence probable", 1L,
                "-1 port 445", 1L));
    assertThat(counts(true))
        .isEqualTo(
            Map.of(
                "-12 trigger syn", 2L,
                "-12 evidence probable", 2L,
                "-12 port 23", 1L,
                "-12 port 445", 1L));
  }

  @Test
  void noBanIsCountedTwiceOrLeftOut() throws IOException {
    for (int i = 0; i < 5_000; i++) ban("198.18." + i / 250 + "." + i % 250, 23, Duration.ZERO);
    // Some bans end before they are counted.
    history.count();
    for (int i = 3_000; i < 3_100; i++) {
      keeper.ledger().end(Prefix.parse("198.18." + i / 250 + "." + i % 250), NOW, "unbanned");
    }
    keeper.ledger().commit();
    close();
    open();
    while (history.isBehind()) history.count();
    assertThat(counts(false)).containsEntry("0 port 23", 5_000L);
    assertThat(keeper.ledger().history().counted()).isEqualTo(5_000);
  }

  @Test
  void manyPortsShareOneCount() {
    for (int i = 0; i < 800; i++) {
      ban("198.18." + i / 250 + "." + i % 250, 1_000 + i, Duration.ZERO);
    }
    while (history.isBehind()) history.count();
    Map<String, Long> counts = counts(false);
    assertThat(counts).containsEntry("0 trigger syn", 800L);
    assertThat(counts.keySet().stream().filter(name -> name.startsWith("0 port"))).hasSize(501);
    assertThat(counts).containsEntry("0 port ", 300L);
    // A port that has a place keeps it.
    String known =
        counts.keySet().stream()
            .filter(name -> name.matches("0 port \\d+"))
            .findAny()
            .orElseThrow();
    ban("203.0.113.1", Integer.parseInt(known.substring("0 port ".length())), Duration.ZERO);
    history.count();
    assertThat(counts(false)).containsEntry(known, 2L).containsEntry("0 port ", 300L);
  }

  @Test
  void idsThatADamagedFileHasLostAreCountedAgain() throws IOException {
    ban("203.0.113.1", 23, Duration.ZERO);
    history.count();
    keeper.ledger().setMeta("history", "1000");
    keeper.ledger().commit();
    close();
    open();
    ban("203.0.113.2", 23, Duration.ZERO);
    history.count();
    ban("203.0.113.3", 23, Duration.ZERO);
    history.count();
    assertThat(counts(false)).containsEntry("0 trigger syn", 3L);
  }

  @Test
  void rowsThatMakeNoSenseStopNothing() throws SQLException {
    for (int i = 0; i < 600; i++) ban("198.18." + i / 250 + "." + i % 250, 23, Duration.ZERO);
    String file = "jdbc:sqlite:" + keeper.ledger().path();
    try (var connection = DriverManager.getConnection(file);
        var statement = connection.createStatement()) {
      statement.execute("UPDATE ban SET prefix = 'nonsense' WHERE id IN (7, 8, 300)");
    }
    while (history.isBehind()) history.count();
    assertThat(counts(false)).containsEntry("0 port 23", 597L);
    assertThat(keeper.ledger().history().counted()).isEqualTo(600);
  }

  private long packets() {
    return counts(true).getOrDefault("-12 dropped packets", 0L);
  }

  @Test
  void droppedPacketsAreCountedFromOneSampleToTheNext() throws IOException {
    // What the table had counted before belongs to no hour that is known.
    dropped = new HistoryKeeper.Dropped(1_000, 60_000);
    history.sample();
    assertThat(packets()).isZero();
    dropped = new HistoryKeeper.Dropped(1_005, 60_300);
    history.sample();
    history.sample();
    assertThat(packets()).isEqualTo(5);
    close();
    open();
    dropped = new HistoryKeeper.Dropped(1_007, 60_420);
    history.sample();
    assertThat(packets()).isEqualTo(7);
    // The table was made again, and was seen with and without packets.
    dropped = new HistoryKeeper.Dropped(0, 0);
    history.sample();
    dropped = new HistoryKeeper.Dropped(1_100, 66_000);
    history.sample();
    assertThat(packets()).isEqualTo(1_107);
    assertThat(counts(true)).containsEntry("-12 dropped bytes", 420L + 66_000);
  }

  @Test
  void pastBansAreForgottenAfterTheirTimeAndTheirCountsStay() {
    Ledger ledger = keeper.ledger();
    ban("203.0.113.1", 23, Duration.ofDays(500));
    ban("203.0.113.2", 23, Duration.ofDays(500));
    ban("203.0.113.3", 23, Duration.ofDays(500));
    history.count();
    ledger.end(Prefix.parse("203.0.113.1"), NOW.minus(Duration.ofDays(490)), "expired");
    ledger.end(Prefix.parse("203.0.113.2"), NOW.minus(Duration.ofDays(1)), "expired");
    ledger.commit();
    assertThat(ledger.forgetPast(NOW.minus(Duration.ofDays(400)), 0, 100)).isZero();
    ledger.commit();
    assertThat(ledger.history(Prefix.parse("203.0.113.1"), 10)).isEmpty();
    assertThat(ledger.history(Prefix.parse("203.0.113.2"), 10)).hasSize(1);
    assertThat(ledger.history(Prefix.parse("203.0.113.3"), 10)).hasSize(1);
    assertThat(counts(true).values().stream().mapToLong(Long::longValue).max()).hasValue(3);
  }

  @Test
  void pastBansAreLookedAtASliceAtATime() {
    Ledger ledger = keeper.ledger();
    for (int i = 1; i <= 5; i++) {
      ban("203.0.113." + i, 23, Duration.ofDays(500));
      ledger.end(Prefix.parse("203.0.113." + i), NOW.minus(Duration.ofDays(499)), "expired");
    }
    Instant before = NOW.minus(Duration.ofDays(400));
    assertThat(ledger.forgetPast(before, 0, 2)).isEqualTo(2);
    assertThat(ledger.forgetPast(before, 2, 2)).isEqualTo(4);
    assertThat(ledger.forgetPast(before, 4, 2)).isZero();
    assertThat(ledger.history(Prefix.parse("203.0.113.5"), 10)).isEmpty();
  }
}
