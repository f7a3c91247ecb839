package org.portsnare.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.TestBans;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.event.RecordedEvents;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.Found;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.log.Log;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.store.Generations;
import org.portsnare.testing.TestingClock;

/** Kernel and ledger differ, in every way they can, without a kernel. */
final class ReconcilerTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");
  private static final Prefix WIDE = Prefix.parse("198.51.100.0/24");

  @TempDir private Path dir;
  private final TestingClock clock = new TestingClock(NOW);
  private Ledger ledger;
  private Ruleset ruleset;
  private FakeEnforcer kernel;
  private Reconciler reconciler;
  private final RecordedEvents recorded = new RecordedEvents();

  @BeforeEach
  void open() {
    ledger = Ledger.open(dir.resolve("ledger.db"));
    ruleset = FakeEnforcer.ruleset("");
    kernel = new FakeEnforcer(ruleset, clock);
    Log log =
        new Log(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            clock,
            false);
    BanEvents events = new BanEvents();
    events.subscribe(recorded);
    reconciler = new Reconciler(clock, new Generations(), events, log);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Ban known(Prefix prefix, @Nullable Instant end) {
    Ban ban = TestBans.syn(prefix, clock.instant(), end);
    ledger.insert(ban, null);
    return ban;
  }

  private void pass() {
    ledger.commit();
    reconciler.begin();
    while (!reconciler.step(ledger, kernel, ruleset.config().ban().policy())) {}
    // What was not committed is forgotten.
    ledger.rollback();
  }

  private Firewall.Element element(Prefix prefix, Duration timeout, Duration left) {
    return new Firewall.Element(prefix, timeout.toMillis(), left.toMillis(), 5);
  }

  @Test
  void equalSetsAreLeftAlone() {
    kernel.update(List.of(known(ONE, NOW.plus(HOUR)).term(), known(TWO, null).term()));
    int calls = kernel.calls();
    pass();
    assertThat(reconciler.drift()).isZero();
    assertThat(reconciler.repaired()).isZero();
    // Networks are compared, and written only where they differ; counters are asked for.
    assertThat(kernel.calls() - calls).isLessThanOrEqualTo(1);
    assertThat(reconciler.passes()).isEqualTo(1);
  }

  @Test
  void aBanThatTheKernelLacksIsAdded() {
    known(ONE, NOW.plus(HOUR));
    pass();
    assertThat(kernel.enforced()).containsExactly(ONE);
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli());
    assertThat(reconciler.drift()).isEqualTo(1);
    pass();
    assertThat(reconciler.drift()).isZero();
    assertThat(reconciler.repaired()).isEqualTo(1);
  }

  @Test
  void anEndThatDiffersIsSetRight() {
    known(ONE, NOW.plus(HOUR));
    kernel.banned(ONE, Duration.ofDays(10).toMillis());
    known(TWO, null);
    kernel.banned(TWO, 1_000_000);
    pass();
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli());
    assertThat(kernel.end(TWO)).isEqualTo(BanSink.NEVER);
    assertThat(reconciler.repaired()).isEqualTo(2);
  }

  /** The kernel starts a ban before the ledger hears of it. */
  @Test
  void aFewSecondsAreNoDifference() {
    known(ONE, NOW.plus(HOUR));
    kernel.banned(ONE, HOUR.toMillis() - 4_000);
    pass();
    assertThat(reconciler.repaired()).isZero();
    // Unless the ledger itself has changed its ends.
    reconciler.follow();
    pass();
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli());
    // That is no drift, and the next pass is an ordinary one.
    assertThat(reconciler.repaired()).isZero();
    kernel.banned(ONE, HOUR.toMillis() - 4_000);
    pass();
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli() - 4_000);
  }

  @Test
  void aBanThatIsAboutToEndIsNotAddedAgain() {
    known(ONE, NOW.plusSeconds(3));
    pass();
    assertThat(kernel.enforced()).isEmpty();
  }

  @Test
  void aFullSetIsNoDriftForEver() {
    kernel.size(1);
    known(ONE, NOW.plus(HOUR));
    known(TWO, NOW.plus(HOUR));
    pass();
    assertThat(reconciler.repaired()).isEqualTo(1);
    pass();
    assertThat(reconciler.drift()).isZero();
  }

  @Test
  void networksThatDifferAreWrittenAgain() {
    Ban wide = known(WIDE, NOW.plus(HOUR));
    pass();
    assertThat(kernel.enforced()).containsExactly(WIDE);
    kernel.removeNetworks(List.of(wide));
    pass();
    assertThat(kernel.enforced()).containsExactly(WIDE);
    assertThat(reconciler.repaired()).isEqualTo(2);
  }

  @Test
  void aNetworkWithAnotherEndIsWrittenAgain() {
    Ban wide = known(WIDE, NOW.plus(HOUR));
    kernel.loadNetworks(List.of(wide.ending(NOW.plus(Duration.ofDays(5)), false)));
    pass();
    assertThat(kernel.networks().getFirst().expirationMillis()).isEqualTo(HOUR.toMillis());
    kernel.loadNetworks(List.of(wide.ending(null, false)));
    pass();
    assertThat(kernel.networks().getFirst().expirationMillis()).isEqualTo(HOUR.toMillis());
    assertThat(reconciler.repaired()).isEqualTo(2);
  }

  @Test
  void aNetworkThatOnlyTheKernelHasIsTakenOver() {
    Ban wide = known(WIDE, NOW.plus(HOUR));
    ledger.rollback();
    kernel.loadNetworks(List.of(wide));
    pass();
    Ban found = ledger.active(WIDE).orElseThrow();
    assertThat(found.trigger()).isEqualTo(Trigger.FOUND);
    assertThat(kernel.enforced()).containsExactly(WIDE);
    assertThat(reconciler.strangers()).isEqualTo(1);
    assertThat(recorded.events()).containsExactly(new BanEvent.Made(NOW, found, null));
    pass();
    assertThat(recorded.events()).hasSize(1);
  }

  @Test
  void whatTheKernelHasDroppedIsTakenOver() {
    kernel.update(List.of(known(ONE, NOW.plus(HOUR)).term(), known(TWO, null).term()));
    kernel.dropped(ONE, 77);
    kernel.dropped(TWO, Found.UNCOUNTED);
    pass();
    assertThat(ledger.active(ONE).orElseThrow().dropped()).isEqualTo(77);
    // An element without a counter gets one.
    assertThat(kernel.droppedBy(TWO)).isZero();
    // A count that begins again takes nothing away.
    kernel.dropped(ONE, 5);
    pass();
    assertThat(ledger.active(ONE).orElseThrow().dropped()).isEqualTo(77);
  }

  @Test
  void aPassUnderWayHasNoDriftYetAndABegunOneIsNotBegunAgain() {
    for (int i = 0; i < 5_000; i++) {
      known(Prefix.parse("10.1." + (i >> 8) + "." + (i & 0xff)), NOW.plus(HOUR));
    }
    ledger.commit();
    assertThat(reconciler.isRunning()).isFalse();
    assertThat(reconciler.step(ledger, kernel, ruleset.config().ban().policy())).isTrue();
    reconciler.begin();
    assertThat(reconciler.step(ledger, kernel, ruleset.config().ban().policy())).isFalse();
    assertThat(reconciler.isRunning()).isTrue();
    assertThat(reconciler.drift()).isZero();
    reconciler.begin();
    assertThat(reconciler.step(ledger, kernel, ruleset.config().ban().policy())).isTrue();
    assertThat(reconciler.drift()).isEqualTo(5_000);
    assertThat(reconciler.lastPass()).isEqualTo(NOW);
  }

  @Test
  void moreThanASliceTakesSeveralSteps() {
    List<Ban> many = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      many.add(known(Prefix.parse("10.1." + (i >> 8) + "." + (i & 0xff)), NOW.plus(HOUR)));
    }
    reconciler.begin();
    int steps = 1;
    while (!reconciler.step(ledger, kernel, ruleset.config().ban().policy())) steps++;
    assertThat(steps).isEqualTo(3);
    assertThat(kernel.enforced()).hasSameSizeAs(many);
  }

  @Test
  void aPassThatTheKernelRefusesGoesOnAfterwards() {
    known(ONE, NOW.plus(HOUR));
    kernel.failAfter(0);
    reconciler.begin();
    assertThatThrownBy(() -> reconciler.step(ledger, kernel, ruleset.config().ban().policy()))
        .isInstanceOf(NetlinkException.class);
    assertThat(reconciler.isRunning()).isTrue();
    pass();
    assertThat(kernel.enforced()).containsExactly(ONE);
  }

  // --- bans that only the kernel knows ---------------------------------------------------------

  @Test
  void aBanThatOnlyTheKernelHasIsTakenOver() {
    Firewall.Element element = element(ONE, Duration.ofDays(10), Duration.ofDays(9));
    Reconciler.Adopted adopted = reconciler.adopt(List.of(element), ledger, ruleset);
    Ban ban = ledger.active(ONE).orElseThrow();
    assertThat(ban.trigger()).isEqualTo(Trigger.FOUND);
    assertThat(ban.since()).isEqualTo(NOW.minus(Duration.ofDays(1)));
    assertThat(ban.expires()).isEqualTo(NOW.plus(Duration.ofDays(9)));
    assertThat(ban.dropped()).isEqualTo(5);
    assertThat(adopted.made()).containsExactly(ban);
    assertThat(adopted.longer()).isEmpty();
    assertThat(adopted.ended()).isEmpty();
    assertThat(reconciler.strangers()).isEqualTo(1);
  }

  @Test
  void oneThatTheLedgerKnowsIsNotTakenOver() {
    known(ONE, NOW.plus(HOUR));
    Firewall.Element element = element(ONE, HOUR, HOUR);
    assertThat(reconciler.adopt(List.of(element), ledger, ruleset).made()).isEmpty();
  }

  /** As from a ruleset that somebody has saved and loaded again. */
  @Test
  void aBanThatWasLiftedDoesNotComeBack() {
    known(ONE, NOW.plus(HOUR));
    clock.advance(Duration.ofMinutes(1));
    ledger.end(ONE, clock.instant(), "unbanned");
    ledger.commit();
    Firewall.Element begunBefore = element(ONE, HOUR, HOUR.minusMinutes(1));
    Reconciler.Adopted adopted = reconciler.adopt(List.of(begunBefore), ledger, ruleset);
    assertThat(adopted.ended()).containsExactly(ONE);
    assertThat(ledger.active(ONE)).isEmpty();
    // One for ever has no begin: its sender is banned again by its next packet if it is a scanner.
    Firewall.Element forever = new Firewall.Element(ONE, 0, 0, 0);
    assertThat(reconciler.adopt(List.of(forever), ledger, ruleset).ended()).containsExactly(ONE);
  }

  @Test
  void aRepeatedOffenderThatTheKernelHasGetsTheLongerBan() {
    known(ONE, NOW.plus(HOUR));
    ledger.end(ONE, clock.instant(), "expired");
    ledger.commit();
    clock.advance(HOUR);
    Firewall.Element element = element(ONE, Duration.ofDays(10), Duration.ofDays(10));
    Reconciler.Adopted adopted = reconciler.adopt(List.of(element), ledger, ruleset);
    Ban ban = ledger.active(ONE).orElseThrow();
    assertThat(ban.nth()).isEqualTo(2);
    assertThat(ban.expires()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    assertThat(adopted.longer()).containsExactly(ban);
  }
}
