package org.portsnare.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.TestBans;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.log.Log;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.store.Generations;
import org.portsnare.store.LedgerFile;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.store.StandIn;
import org.portsnare.testing.TestingClock;

/** When kernel and ledger are compared, and when the whole of the kernel's sets is read. */
final class PassesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");

  @TempDir private Path dir;
  private final TestingClock clock = new TestingClock(NOW);
  private final Ruleset ruleset = FakeEnforcer.ruleset("");
  private final FakeEnforcer kernel = new FakeEnforcer(ruleset, clock);
  private LedgerKeeper keeper;
  private Reconciler reconciler;
  private Passes passes;
  private int dumps;

  @BeforeEach
  void open() {
    Log log =
        new Log(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            clock,
            false);
    keeper =
        new LedgerKeeper(
            new LedgerFile(dir, log), new StandIn(dir.resolve("control.sock")), clock, log);
    reconciler = new Reconciler(clock, new Generations(), new BanEvents(), log);
    passes =
        new Passes(
            reconciler,
            keeper,
            kernel,
            () -> ruleset.config().ban().policy(),
            clock,
            () -> dumps++);
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private void known(Prefix prefix) {
    Ban ban = TestBans.syn(prefix, NOW.minusSeconds(60), NOW.plus(HOUR));
    keeper.ledger().insert(ban, null);
    keeper.ledger().commit();
  }

  @Test
  void withoutAPassThereIsNothingToDo() {
    assertThat(passes.step()).isFalse();
    assertThat(reconciler.passes()).isZero();
  }

  @Test
  void aPassIsDueAtTheFirstTickAndThenNotSoon() {
    known(ONE);
    passes.tick();
    assertThat(passes.step()).isFalse();
    assertThat(kernel.enforced()).containsExactly(ONE);
    passes.tick();
    assertThat(reconciler.isRunning()).isFalse();
    // Another program has taken it away.
    kernel.remove(List.of(ONE));
    passes.changed();
    assertThat(reconciler.isRunning()).isTrue();
    assertThat(passes.step()).isFalse();
    assertThat(kernel.enforced()).containsExactly(ONE);
  }

  @Test
  void whatTheKernelRefusesIsGivenUpAndTriedLater() {
    known(ONE);
    kernel.failAfter(0);
    passes.begin();
    assertThatThrownBy(passes::step).isInstanceOf(NetlinkException.class);
    assertThat(reconciler.isRunning()).isFalse();
    // Not at once, or a kernel without memory would be asked again and again.
    passes.tick();
    assertThat(reconciler.isRunning()).isFalse();
    passes.begin();
    assertThat(passes.step()).isFalse();
    assertThat(kernel.enforced()).containsExactly(ONE);
  }

  @Test
  void aLedgerThatCannotBeReadLosesNoPass() {
    known(ONE);
    passes.begin();
    keeper.ledger().close();
    // Nothing more to do now; it is still under way.
    assertThat(passes.step()).isFalse();
    assertThat(reconciler.isRunning()).isTrue();
    assertThat(reconciler.passes()).isZero();
  }

  @Test
  void aSurplusBehindAPassIsReadAfterSomeLooks() {
    kernel.banned(TWO, HOUR.toMillis());
    passes.begin();
    assertThat(passes.step()).isFalse();
    int looks = 0;
    while (dumps == 0 && looks < 100) {
      passes.ended(0);
      passes.tick();
      looks++;
    }
    assertThat(looks).isEqualTo(Surplus.LOOKS);
  }

  @Test
  void afterALossOfEventsFewerLooksDo() {
    kernel.banned(TWO, HOUR.toMillis());
    passes.eventsLost();
    assertThat(passes.step()).isFalse();
    for (int i = 0; i < Surplus.LOOKS_AFTER_LOSS; i++) {
      assertThat(dumps).isZero();
      passes.tick();
    }
    assertThat(dumps).isEqualTo(1);
  }

  @Test
  void theFirstPassAddsAndLooksForMoreAtOnce() {
    known(ONE);
    passes.first();
    assertThat(kernel.enforced()).containsExactly(ONE);
    assertThat(dumps).isZero();
    kernel.banned(TWO, HOUR.toMillis());
    passes.first();
    assertThat(dumps).isEqualTo(1);
  }

  @Test
  void aWholePassIsDoneWhenItReturnsAndALastOneStopsInTime() {
    known(ONE);
    passes.whole();
    assertThat(kernel.enforced()).containsExactly(ONE);
    known(TWO);
    passes.last(System.nanoTime() - 1);
    assertThat(kernel.enforced()).containsExactly(ONE);
    passes.last(System.nanoTime() + 10_000_000_000L);
    assertThat(kernel.enforced()).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void aPassThatFollowsTheLedgerMovesEndsExactly() {
    known(ONE);
    kernel.banned(ONE, HOUR.toMillis() - 4_000);
    passes.follow();
    assertThat(passes.step()).isFalse();
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli());
    assertThat(reconciler.repaired()).isZero();
  }

  @Test
  void whatChangesWhileAPassIsUnderWayIsSeenByTheNext() {
    known(ONE);
    passes.begin();
    passes.changed();
    assertThat(passes.step()).isFalse();
    assertThat(reconciler.isRunning()).isTrue();
    assertThat(passes.step()).isFalse();
    assertThat(reconciler.passes()).isEqualTo(2);
  }
}
