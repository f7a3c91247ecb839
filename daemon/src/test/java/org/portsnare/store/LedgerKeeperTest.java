package org.portsnare.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.ledger.Ledger;
import org.portsnare.log.Log;
import org.portsnare.testing.TestingClock;

/** A ledger that is kept open, whatever happens to its file. */
final class LedgerKeeperTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");

  @TempDir private Path dir;
  private final TestingClock clock = new TestingClock(NOW);
  private Path state;
  private Path run;
  private Path file;
  private int begunAnew;
  private @Nullable LedgerKeeper open;

  @BeforeEach
  void directories() throws IOException {
    state = Files.createDirectory(dir.resolve("state"));
    run = Files.createDirectory(dir.resolve("run"));
    file = state.resolve("ledger.db");
  }

  @AfterEach
  void close() {
    if (open != null) open.close();
  }

  private LedgerKeeper keeper() {
    close();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Log log = new Log(nowhere, clock, false);
    StandIn standIn = new StandIn(run.resolve("control.sock"));
    LedgerKeeper keeper = new LedgerKeeper(new LedgerFile(state, log), standIn, clock, log);
    keeper.listen(() -> true, () -> begunAnew++);
    open = keeper;
    return keeper;
  }

  private static void insert(Ledger ledger, Prefix prefix) {
    Ban ban =
        new Ban(
            prefix,
            NOW,
            null,
            false,
            Trigger.SYN,
            Evidence.PROBABLE,
            Ban.Touched.NOTHING,
            1,
            0,
            1,
            "");
    ledger.insert(ban, null);
  }

  private static void ban(LedgerKeeper keeper, Prefix prefix) {
    keeper.attempt(
        () -> {
          insert(keeper.ledger(), prefix);
          keeper.ledger().commit();
        });
  }

  private boolean left(String part) throws IOException {
    try (Stream<Path> files = Files.list(state)) {
      return files.anyMatch(each -> each.getFileName().toString().contains(part));
    }
  }

  @Test
  void whatFailsHalfWayIsForgotten() {
    LedgerKeeper keeper = keeper();
    assertThatThrownBy(
            () ->
                keeper.atomically(
                    () -> {
                      insert(keeper.ledger(), ONE);
                      throw new IllegalStateException("half way");
                    }))
        .hasMessage("half way");
    keeper.ledger().commit();
    assertThat(keeper.ledger().count()).isZero();
  }

  @Test
  void anErrorIsTheStateUntilItIsOver() {
    LedgerKeeper keeper = keeper();
    // Its connection is gone, as after an error of the disk; it is opened again.
    keeper.ledger().close();
    ban(keeper, ONE);
    assertThat(keeper.error()).isNotEmpty();
    assertThat(keeper.failures()).isEqualTo(1);
    assertThat(keeper.mayTry()).isFalse();
    ban(keeper, TWO);
    assertThat(keeper.ledger().active(ONE)).isEmpty();
    assertThat(keeper.ledger().active(TWO)).isPresent();
    // A disk that is nearly full takes one row and refuses the next.
    assertThat(keeper.error()).isNotEmpty();
  }

  @Test
  void aFileThatIsNoLedgerIsSetAside() throws IOException {
    Files.writeString(
        file, "this is no database, and it is long enough to be looked at".repeat(99));
    LedgerKeeper keeper = keeper();
    assertThat(keeper.error()).isEmpty();
    ban(keeper, ONE);
    assertThat(keeper.ledger().count()).isEqualTo(1);
    assertThat(left(".corrupt-")).isTrue();
  }

  @Test
  void aLedgerThatIsRemovedIsWrittenAgainWithEveryBan() throws IOException {
    LedgerKeeper keeper = keeper();
    ban(keeper, ONE);
    keeper.watch();
    assertThat(keeper.failures()).isZero();
    Files.delete(file);
    keeper.watch();
    assertThat(keeper.failures()).isEqualTo(1);
    assertThat(keeper.error()).isEmpty();
    assertThat(begunAnew).isZero();
    keeper.close();
    try (Ledger read = Ledger.open(file)) {
      assertThat(read.active(ONE)).isPresent();
    }
    open = null;
  }

  @Test
  void aForeignFileInItsPlaceIsKeptBesideIt() throws IOException {
    LedgerKeeper keeper = keeper();
    ban(keeper, ONE);
    Files.delete(file);
    Files.writeString(file, "of another program");
    keeper.watch();
    assertThat(keeper.ledger().active(ONE)).isPresent();
    try (Stream<Path> files = Files.list(state)) {
      assertThat(files.filter(Files::isRegularFile).map(LedgerKeeperTest::text))
          .contains("of another program");
    }
  }

  private static String text(Path path) {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What was banned, and what was lifted, while another one stood in. */
  @Test
  void whatStoodInIsBroughtBack() throws IOException {
    LedgerKeeper keeper = keeper();
    ban(keeper, ONE);
    keeper.close();
    open = null;
    Path elsewhere = dir.resolve("elsewhere.db");
    Files.move(file, elsewhere);
    Files.createDirectory(file);

    LedgerKeeper inPlace = keeper();
    assertThat(inPlace.error()).contains("bans are kept in " + run.resolve(StandIn.NAME));
    assertThat(inPlace.ledger().path()).isEqualTo(run.resolve(StandIn.NAME));
    ban(inPlace, TWO);
    inPlace.close();
    open = null;
    Files.delete(file);
    Files.move(elsewhere, file);

    LedgerKeeper again = keeper();
    assertThat(again.error()).isEmpty();
    assertThat(again.ledger().path()).isEqualTo(file);
    assertThat(again.ledger().active(ONE)).isPresent();
    assertThat(again.ledger().active(TWO)).isPresent();
    assertThat(run.resolve(StandIn.NAME)).doesNotExist();
  }

  @Test
  void withoutAPlaceForEitherTheStartFailsWithASentence() throws IOException {
    Files.createDirectory(file);
    Files.createDirectories(run.resolve(StandIn.NAME).resolve("full"));
    assertThatThrownBy(this::keeper)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("nor can bans be kept in");
  }
}
