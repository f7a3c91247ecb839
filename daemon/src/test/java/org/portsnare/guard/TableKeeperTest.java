package org.portsnare.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.TestBans;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.firewall.FakeTable;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Refusals;
import org.portsnare.log.Log;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.reconcile.Passes;
import org.portsnare.reconcile.Reconciler;
import org.portsnare.store.Generations;
import org.portsnare.store.LedgerFile;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.store.StandIn;
import org.portsnare.testing.TestingClock;

/** The table is made, taken over, changed in place, or made anew, with every ban in it. */
final class TableKeeperTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");
  private static final Prefix WIDE = Prefix.parse("198.51.100.0/24");

  @TempDir private Path dir;
  private final TestingClock clock = new TestingClock(NOW);
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final FakeTable kernel = new FakeTable(clock);
  private final Ruleset narrow = FakeEnforcer.ruleset("");
  private final Ruleset wide = FakeEnforcer.ruleset("[ban]\nipv4-prefix = 24\n");
  private LedgerKeeper keeper;
  private Reconciler reconciler;
  private TableKeeper table;

  @BeforeEach
  void open() {
    Log log = new Log(new PrintStream(logged, true, StandardCharsets.UTF_8), clock, false);
    keeper =
        new LedgerKeeper(
            new LedgerFile(dir, log), new StandIn(dir.resolve("control.sock")), clock, log);
    reconciler = new Reconciler(clock, new Generations(), new BanEvents(), log);
    Passes passes =
        new Passes(
            reconciler, keeper, kernel, () -> narrow.config().ban().policy(), clock, () -> {});
    table = new TableKeeper(kernel, keeper, reconciler, passes, log);
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private void known(Prefix prefix) {
    Ban ban = TestBans.syn(prefix, NOW, NOW.plus(HOUR));
    keeper.ledger().insert(ban, null);
    keeper.ledger().commit();
  }

  private boolean start(Ruleset ruleset) {
    return table.start(ruleset.config(), ruleset, config -> ruleset);
  }

  @Test
  void whereNoTableIsOneIsMadeWithEveryBan() {
    known(ONE);
    known(WIDE);
    assertThat(start(narrow)).isFalse();
    assertThat(kernel.inForce()).isSameAs(narrow);
    assertThat(kernel.enforced()).containsExactlyInAnyOrder(ONE, WIDE);
    assertThat(table.rejected()).isZero();
    assertThat(reconciler.isRunning()).isTrue();
    // The layout is noted, so that a later start knows how to read the sets.
    assertThat(Layout.noted(keeper.ledger(), wide.config())).isEqualTo(Layout.of(narrow.config()));
  }

  @Test
  void bansThatDoNotFitAreCountedAndSaid() {
    kernel.size(1);
    known(ONE);
    known(TWO);
    start(narrow);
    assertThat(table.rejected()).isEqualTo(1);
    table.warnRejected();
    assertThat(logged.toString(StandardCharsets.UTF_8)).contains("raise ban.max", "bans=1");
  }

  @Test
  void theTableOfAnEarlierDaemonIsKeptAndCompletedAtOnce() {
    start(narrow);
    kernel.banned(TWO, HOUR.toMillis());
    known(ONE);
    int calls = kernel.calls();
    assertThat(start(narrow)).isTrue();
    // The rules once, and the missing ban once: nothing is loaded again.
    assertThat(kernel.calls() - calls).isEqualTo(2);
    assertThat(kernel.enforced()).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void aTableThatTakesNoRulesIsMadeAnewWithWhatItHad() {
    start(narrow);
    kernel.banned(TWO, HOUR.toMillis());
    known(ONE);
    kernel.failAfter(0);
    assertThat(start(narrow)).isTrue();
    assertThat(kernel.enforced()).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(keeper.ledger().active(TWO).orElseThrow().trigger()).isEqualTo(Trigger.FOUND);
  }

  @Test
  void aTableOfAnotherWidthIsReadAsItIsAndMadeAnew() {
    start(narrow);
    kernel.banned(TWO, HOUR.toMillis());
    boolean existed =
        table.start(wide.config(), wide, config -> config.equals(narrow.config()) ? narrow : wide);
    assertThat(existed).isTrue();
    assertThat(kernel.inForce()).isSameAs(wide);
    assertThat(kernel.enforced()).containsExactly(TWO);
    assertThat(Layout.noted(keeper.ledger(), narrow.config())).isEqualTo(Layout.of(wide.config()));
  }

  @Test
  void aLedgerThatTakesNoNoteStopsNoStart() {
    known(ONE);
    Refusals.begin(keeper.ledger(), "meta");
    assertThat(start(narrow)).isFalse();
    assertThat(kernel.inForce()).isSameAs(narrow);
    assertThat(kernel.enforced()).containsExactly(ONE);
    assertThat(keeper.error()).contains("refused");
  }

  @Test
  void rulesChangeInPlaceAndNothingElse() {
    start(narrow);
    kernel.banned(TWO, HOUR.toMillis());
    int calls = kernel.calls();
    Ruleset other = FakeEnforcer.ruleset("[traps]\ntcp = [7777]\n");
    table.install(other, true);
    assertThat(kernel.calls() - calls).isEqualTo(1);
    assertThat(kernel.inForce()).isSameAs(other);
    assertThat(kernel.enforced()).containsExactly(TWO);
  }

  @Test
  void whereTheKernelCannotTheTableIsMadeAnewAndCountsAreKept() {
    known(ONE);
    start(narrow);
    kernel.dropped(ONE, 77);
    kernel.failAfter(0);
    table.install(narrow, true);
    assertThat(kernel.enforced()).containsExactly(ONE);
    assertThat(keeper.ledger().active(ONE).orElseThrow().dropped()).isEqualTo(77);
  }

  @Test
  void aTableThatCannotBeMadeAnewIsSaid() {
    start(narrow);
    kernel.failAfter(0);
    assertThatThrownBy(() -> table.replace(narrow)).isInstanceOf(NetlinkException.class);
    table.replace(narrow);
    assertThat(kernel.inForce()).isSameAs(narrow);
  }
}
