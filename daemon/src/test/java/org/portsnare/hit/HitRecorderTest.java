package org.portsnare.hit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.event.RecordedEvents;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.firewall.Packets;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.testing.TestingClock;

/** What becomes of a hit, without a kernel: escalation, evidence, ladder, exemption, failures. */
final class HitRecorderTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration TEN_DAYS = Duration.ofDays(10);
  private static final HitKind SYN = new HitKind(Trigger.SYN, false, false, false);
  private static final HitKind HANDSHAKE = new HitKind(Trigger.HANDSHAKE, false, false, false);
  private static final HitKind CLOSED = new HitKind(Trigger.CLOSED, false, false, false);
  private static final HitKind OBSERVED = new HitKind(Trigger.SYN, true, false, false);
  private static final HitKind MISSED = new HitKind(Trigger.SYN, false, false, true);
  private static final Prefix SENDER = Prefix.parse("203.0.113.7");

  @TempDir private Path dir;
  private final TestingClock clock = new TestingClock(NOW);
  private final HitQueue queue = new HitQueue(1_024, 128);
  private final RecordedEvents recordedEvents = new RecordedEvents();
  private final List<BanEvent> events = recordedEvents.events();
  private final Set<Prefix> exempt = new HashSet<>();
  private Ledger ledger;
  private Ruleset ruleset;
  private FakeEnforcer kernel;
  private HitRecorder recorder;

  @BeforeEach
  void open() {
    ledger = Ledger.open(dir.resolve("ledger.db"));
    configure("");
    BanEvents told = new BanEvents();
    told.subscribe(recordedEvents);
    recorder = new HitRecorder(queue, index -> "wan" + index, told);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void configure(String toml) {
    ruleset = FakeEnforcer.ruleset(toml);
    kernel = new FakeEnforcer(ruleset, clock);
  }

  private void hit(HitKind kind, String sender, int port) {
    String host = sender.contains(":") ? "2001:db8:1::1" : "198.51.100.1";
    byte[] packet = Packets.tcp(new Packets.Path(sender, host, port), Packets.SYN);
    queue.put(kind, packet, packet.length, 3, clock.millis());
  }

  /** What was not committed is forgotten. */
  private boolean record() {
    boolean more = recorder.record(ledger, kernel, ruleset, exempt::contains);
    ledger.rollback();
    return more;
  }

  private void recorded(HitKind kind, String sender, int port) {
    hit(kind, sender, port);
    record();
  }

  private Ban ban(Prefix prefix) {
    return ledger.active(prefix).orElseThrow();
  }

  private void endBan(Prefix prefix, String why) {
    ledger.end(prefix, clock.instant(), why);
    ledger.commit();
    kernel.remove(List.of(prefix));
  }

  // --- a first ban -----------------------------------------------------------------------------

  @Test
  void theFirstHitIsABanThatTheKernelHasAlready() {
    kernel.banned(SENDER, TEN_DAYS.toMillis());
    recorded(SYN, "203.0.113.7", 23);
    Ban ban = ban(SENDER);
    assertThat(ban.expires()).isEqualTo(NOW.plus(TEN_DAYS));
    assertThat(ban.evidence()).isEqualTo(Evidence.PROBABLE);
    assertThat(ban.trigger()).isEqualTo(Trigger.SYN);
    assertThat(ban.port()).isEqualTo(23);
    assertThat(ban.nth()).isEqualTo(1);
    assertThat(ban.interfaceName()).isEqualTo("wan3");
    // Nothing had to be said to the kernel.
    assertThat(kernel.calls()).isZero();
    assertThat(events).singleElement().isInstanceOf(BanEvent.Made.class);
    assertThat(recorder.bans()).isEqualTo(1);
    assertThat(recorder.hits(Trigger.SYN)).isEqualTo(1);
  }

  @Test
  void oneHitOfIpv6BansItsNetwork() {
    recorded(SYN, "2001:db8:bad:1:2:3:4:5", 23);
    assertThat(ledger.active(Prefix.parse("2001:db8:bad:1::/64"))).isPresent();
  }

  @Test
  void furtherHitsAreCounted() {
    recorded(SYN, "203.0.113.7", 23);
    recorded(SYN, "203.0.113.7", 445);
    Ban ban = ban(SENDER);
    assertThat(ban.hits()).isEqualTo(2);
    assertThat(ban.port()).isEqualTo(23);
    assertThat(events.getLast()).isInstanceOf(BanEvent.Counted.class);
    assertThat(recorder.bans()).isEqualTo(1);
  }

  @Test
  void aPacketThatIsNoIpIsCountedAndPassedOver() {
    queue.put(SYN, new byte[] {1, 2, 3}, 3, 1, clock.millis());
    recorded(SYN, "203.0.113.7", 23);
    assertThat(recorder.unreadable()).isEqualTo(1);
    assertThat(ledger.active(SENDER)).isPresent();
    assertThat(queue.size()).isZero();
  }

  @Test
  void aBatchIsOneTransaction() {
    assertThat(recorder.isIdle()).isTrue();
    for (int i = 1; i <= 5; i++) hit(SYN, "203.0.113." + i, 23);
    assertThat(recorder.isIdle()).isFalse();
    assertThat(record()).isFalse();
    assertThat(recorder.isIdle()).isTrue();
    assertThat(recorder.commits()).isEqualTo(1);
    assertThat(record()).isFalse();
    assertThat(recorder.commits()).isEqualTo(1);
    assertThat(recorder.recordNanos()).isPositive();
    assertThat(recorder.commitNanos()).isPositive();
    assertThat(recorder.kernelNanos()).isPositive();
  }

  @Test
  void aDatagramIsNoTcp() {
    recorded(new HitKind(Trigger.UDP, false, false, false), "203.0.113.7", 161);
    assertThat(ban(SENDER).protocol()).isEqualTo("udp");
    recorded(SYN, "203.0.113.8", 23);
    assertThat(ban(Prefix.parse("203.0.113.8")).protocol()).isEqualTo("tcp");
  }

  @Test
  void synproxysOwnSynCameInByNoInterface() {
    byte[] packet = Packets.tcp(new Packets.Path("203.0.113.7", "198.51.100.1", 23), Packets.SYN);
    queue.put(MISSED, packet, packet.length, 0, clock.millis());
    record();
    assertThat(ban(SENDER).interfaceName()).isEmpty();
    assertThat(ban(SENDER).trigger()).isEqualTo(Trigger.HANDSHAKE);
  }

  // --- escalation ------------------------------------------------------------------------------

  @Test
  void repeatedBansAreLongerAndTheKernelIsTold() {
    for (Duration lasts :
        List.of(TEN_DAYS, Duration.ofDays(30), Duration.ofDays(180), Duration.ofDays(180))) {
      kernel.banned(SENDER, TEN_DAYS.toMillis());
      recorded(SYN, "203.0.113.7", 23);
      Instant end = clock.instant().plus(lasts);
      assertThat(ban(SENDER).expires()).isEqualTo(end);
      assertThat(kernel.end(SENDER)).isEqualTo(end.toEpochMilli());
      endBan(SENDER, "expired");
      clock.advance(Duration.ofHours(1));
    }
  }

  @Test
  void aReplacedBanAndABrowsersBanMakeTheNextOneNoLonger() {
    recorded(SYN, "203.0.113.7", 23);
    endBan(SENDER, "replaced");
    recorded(SYN, "203.0.113.7", 23);
    assertThat(ban(SENDER).nth()).isEqualTo(1);
  }

  @Test
  void aClosedPortBansForAnHourAndThenAsAnyOther() {
    configure("[traps]\nclosed = true\n");
    recorded(CLOSED, "203.0.113.7", 31_337);
    assertThat(ban(SENDER).expires()).isEqualTo(NOW.plus(Duration.ofHours(1)));
    endBan(SENDER, "expired");
    clock.advance(Duration.ofHours(2));
    recorded(CLOSED, "203.0.113.7", 31_337);
    assertThat(ban(SENDER).expires()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
  }

  // --- evidence --------------------------------------------------------------------------------

  @Test
  void aHandshakeConfirmsAndTheBanHoldsInBothDirections() {
    recorded(SYN, "203.0.113.7", 23);
    assertThat(kernel.confirmed()).isEmpty();
    recorded(HANDSHAKE, "203.0.113.7", 23);
    assertThat(ban(SENDER).evidence()).isEqualTo(Evidence.CONFIRMED);
    assertThat(ban(SENDER).trigger()).isEqualTo(Trigger.SYN);
    assertThat(kernel.confirmed()).containsExactly(SENDER);
    assertThat(events.getLast()).isInstanceOf(BanEvent.Confirmed.class);
    assertThat(recorder.takeConfirmed()).containsExactly(SENDER);
    assertThat(recorder.takeConfirmed()).isEmpty();
  }

  @Test
  void aConfirmedBanLastsLongerThanAProbableOne() {
    configure("[ban]\nexpire-probable = \"1h\"\n");
    recorded(SYN, "203.0.113.7", 23);
    assertThat(ban(SENDER).expires()).isEqualTo(NOW.plus(Duration.ofHours(1)));
    kernel.banned(SENDER, 3_600_000);
    clock.advance(Duration.ofMinutes(5));
    recorded(HANDSHAKE, "203.0.113.7", 23);
    // Counted from its begin.
    assertThat(ban(SENDER).expires()).isEqualTo(NOW.plus(TEN_DAYS));
    assertThat(kernel.end(SENDER)).isEqualTo(NOW.plus(TEN_DAYS).toEpochMilli());
  }

  @Test
  void aConfirmationKeepsAnEndThatAPersonGave() {
    recorded(SYN, "203.0.113.7", 23);
    Instant end = NOW.plusSeconds(77);
    Ban fixed = ban(SENDER).ending(end, true);
    ledger.prolong(fixed);
    ledger.commit();
    recorded(HANDSHAKE, "203.0.113.7", 23);
    assertThat(ban(SENDER).expires()).isEqualTo(end);
    assertThat(ban(SENDER).evidence()).isEqualTo(Evidence.CONFIRMED);
  }

  @Test
  void aHandshakeWithoutASynBefore() {
    recorded(HANDSHAKE, "203.0.113.7", 23);
    assertThat(ban(SENDER).evidence()).isEqualTo(Evidence.CONFIRMED);
    assertThat(kernel.confirmed()).containsExactly(SENDER);
  }

  // --- senders that are not banned -------------------------------------------------------------

  @Test
  void anExemptSenderIsTakenOutOfTheKernelAgain() {
    exempt.add(SENDER);
    kernel.banned(SENDER, TEN_DAYS.toMillis());
    recorded(SYN, "203.0.113.7", 23);
    assertThat(kernel.enforced()).isEmpty();
    assertThat(ledger.active(SENDER)).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void anObservedSenderIsRecordedAndNotBanned() {
    recorded(OBSERVED, "203.0.113.7", 23);
    assertThat(ledger.active(SENDER)).isEmpty();
    assertThat(ledger.observed().find(SENDER)).isPresent();
    assertThat(events).singleElement().isInstanceOf(BanEvent.Observed.class);
  }

  /** The hit was still on its way when a person lifted the ban. */
  @Test
  void aHitOfBeforeTheBanWasLiftedBansNobody() {
    recorder.unbanned(List.of(SENDER), NOW.plusSeconds(1));
    recorded(SYN, "203.0.113.7", 23);
    assertThat(ledger.active(SENDER)).isEmpty();
    // One that the kernel has banned again since is a new one.
    kernel.banned(SENDER, TEN_DAYS.toMillis());
    recorded(SYN, "203.0.113.7", 23);
    assertThat(ledger.active(SENDER)).isPresent();
  }

  // --- what the kernel could not do ------------------------------------------------------------

  @Test
  void aBanForWhichTheKernelHadNoMemoryIsMadeByTheDaemon() {
    recorded(MISSED, "203.0.113.7", 23);
    assertThat(kernel.enforced()).containsExactly(SENDER);
    assertThat(ban(SENDER).trigger()).isEqualTo(Trigger.SYN);
  }

  @Test
  void aFullSetTakesNoMoreAndTheLedgerSaysSo() {
    kernel.size(1);
    hit(MISSED, "203.0.113.7", 23);
    hit(MISSED, "203.0.113.8", 23);
    record();
    assertThat(kernel.enforced()).containsExactly(SENDER);
    assertThat(ledger.active(Prefix.parse("203.0.113.8"))).isEmpty();
  }

  /** Of one batch nothing is left for the next one. */
  @Test
  void whatWasDoneForOneBatchIsNotDoneAgain() {
    recorded(MISSED, "203.0.113.7", 23);
    kernel.remove(List.of(SENDER));
    recorded(SYN, "203.0.113.8", 23);
    assertThat(kernel.enforced()).isEmpty();
    recorded(HANDSHAKE, "203.0.113.9", 23);
    kernel.unconfirm(List.of(Prefix.parse("203.0.113.9")));
    recorded(SYN, "203.0.113.10", 23);
    assertThat(kernel.confirmed()).isEmpty();
    assertThat(events).hasSize(4);
  }

  @Test
  void aMissedSynOfAClosedPortOrASweep() {
    configure("[traps]\nclosed = true\n");
    recorded(MISSED, "203.0.113.7", 31_337);
    assertThat(ban(SENDER).trigger()).isEqualTo(Trigger.CLOSED);
    configure("[traps]\nclosed-ports = 3\n");
    recorded(MISSED, "203.0.113.8", 31_337);
    assertThat(ban(Prefix.parse("203.0.113.8")).trigger()).isEqualTo(Trigger.CLOSED);
    configure("[traps]\nsweep = 3\n");
    recorded(MISSED, "203.0.113.9", 443);
    assertThat(ban(Prefix.parse("203.0.113.9")).trigger()).isEqualTo(Trigger.SWEEP);
  }

  /** The kernel does not say why it could not ban; the packet does. */
  @Test
  void theTriggerOfAMissedBanIsInThePacket() {
    byte[] probe = Packets.tcp(new Packets.Path("203.0.113.9", "198.51.100.1", 80), 0x29);
    queue.put(MISSED, probe, probe.length, 3, clock.millis());
    record();
    assertThat(ban(Prefix.parse("203.0.113.9")).trigger()).isEqualTo(Trigger.STEALTH);
  }

  // --- ladder ----------------------------------------------------------------------------------

  @Test
  void fourNetworksOfOneSiteBanTheSite() {
    for (int i = 1; i <= 3; i++) recorded(SYN, "2001:db8:bad:" + i + "::5", 23);
    Prefix site = Prefix.parse("2001:db8:bad::/56");
    assertThat(ledger.active(site)).isEmpty();
    recorded(SYN, "2001:db8:bad:4::5", 23);
    Ban network = ban(site);
    assertThat(network.trigger()).isEqualTo(Trigger.LADDER);
    assertThat(network.reason()).startsWith("4 offenders inside");
    assertThat(kernel.enforced()).contains(site);
    assertThat(events.getLast().ban().prefix()).isEqualTo(site);
  }

  @Test
  void theSameOffenderAgainIsNoOther() {
    for (int i = 0; i < 6; i++) recorded(SYN, "2001:db8:bad:1::" + (5 + i), 23);
    assertThat(ledger.active(Prefix.parse("2001:db8:bad::/56"))).isEmpty();
  }

  /**
   * Four customers of one site that touched a closed port once are no reason to ban it for days.
   */
  @Test
  void aFirstBanForAClosedPortIsNoStepOfTheLadder() {
    configure("[traps]\nclosed = true\n");
    for (int i = 1; i <= 6; i++) recorded(CLOSED, "2001:db8:bad:" + i + "::5", 31_337);
    assertThat(ledger.active(Prefix.parse("2001:db8:bad::/56"))).isEmpty();
    for (int i = 1; i <= 4; i++) {
      endBan(Prefix.parse("2001:db8:bad:" + i + "::/64"), "expired");
      recorded(CLOSED, "2001:db8:bad:" + i + "::5", 31_337);
    }
    assertThat(ledger.active(Prefix.parse("2001:db8:bad::/56"))).isPresent();
  }

  /** Another ladder counts the bans that are there already. */
  @Test
  void bansOfBeforeCountForAnotherLadder() {
    configure("[ban]\nipv6-ladder = []\n");
    for (int i = 1; i <= 3; i++) recorded(SYN, "2001:db8:bad:" + i + "::5", 23);
    configure("");
    Ladder.begin(ledger, ruleset);
    ledger.rollback();
    recorded(SYN, "2001:db8:bad:4::5", 23);
    assertThat(ledger.active(Prefix.parse("2001:db8:bad::/56"))).isPresent();
  }

  /** What was noted for a ladder is not read again, unless it is asked for. */
  @Test
  void aLadderThatIsKnownIsNotReadAgain() {
    Ladder.begin(ledger, ruleset);
    Prefix site = Prefix.parse("2001:db8:bad::/56");
    for (int i = 1; i <= 3; i++) recorded(SYN, "2001:db8:bad:" + i + "::5", 23);
    ledger.offenders().clear();
    ledger.commit();
    Ladder.begin(ledger, ruleset);
    assertThat(ledger.offenders().count(site)).isZero();
    Ladder.again(ledger, ruleset);
    ledger.rollback();
    assertThat(ledger.offenders().count(site)).isEqualTo(3);
  }

  @Test
  void whereNetworksOverlapAllOfThemAreWrittenAgain() {
    kernel.networksOverlap();
    for (int i = 1; i <= 4; i++) recorded(SYN, "2001:db8:bad:" + i + "::5", 23);
    assertThat(kernel.enforced()).contains(Prefix.parse("2001:db8:bad::/56"));
  }

  // --- failures --------------------------------------------------------------------------------

  @Test
  void hitsThatCouldNotBeWrittenStay() {
    hit(SYN, "203.0.113.7", 23);
    ledger.close();
    assertThatThrownBy(this::record).isInstanceOf(LedgerException.class);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(events).isEmpty();
    ledger = Ledger.open(dir.resolve("ledger.db"));
    record();
    assertThat(ledger.active(SENDER)).isPresent();
    assertThat(queue.size()).isZero();
  }

  /** The ledger is true by then; the next pass makes the kernel equal. */
  @Test
  void aKernelThatRefusesLeavesTheLedgerAsItIs() {
    recorded(SYN, "203.0.113.7", 23);
    endBan(SENDER, "expired");
    kernel.banned(SENDER, TEN_DAYS.toMillis());
    kernel.failAfter(0);
    hit(SYN, "203.0.113.7", 23);
    assertThatThrownBy(this::record).isInstanceOf(NetlinkException.class);
    assertThat(ban(SENDER).expires()).isEqualTo(NOW.plus(Duration.ofDays(30)));
    assertThat(queue.size()).isZero();
  }

  @Test
  void aBatchIsLimitedAndTheRestIsSaid() {
    HitQueue large = new HitQueue(16_384, 128);
    HitRecorder other = new HitRecorder(large, index -> "wan", new BanEvents());
    for (int i = 0; i < 10_001; i++) {
      String sender = "10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff);
      byte[] packet = Packets.tcp(new Packets.Path(sender, "198.51.100.1", 23), Packets.SYN);
      large.put(SYN, packet, packet.length, 1, clock.millis());
    }
    assertThat(other.record(ledger, kernel, ruleset, exempt::contains)).isTrue();
    assertThat(ledger.count()).isEqualTo(10_000);
    assertThat(other.record(ledger, kernel, ruleset, exempt::contains)).isFalse();
    assertThat(ledger.count()).isEqualTo(10_001);
    Optional<Ban> last = ledger.active(Prefix.parse("10.0.39.16"));
    assertThat(last).isPresent();
    assertThat(last.get().term().expires()).isNotEqualTo(BanSink.NEVER);
  }
}
