package org.portsnare.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigException;
import org.portsnare.config.ConfigReader;
import org.portsnare.event.BanEvent;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.firewall.Firewall;
import org.portsnare.ledger.Allowed;
import org.portsnare.ledger.Ledger;
import org.portsnare.netlink.NetlinkException;

/** Kernel, ledger and configuration together, without a kernel. */
final class GuardTest {
  private static final Instant NOW = GuardFixture.NOW;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");
  private static final Prefix WIDE = Prefix.parse("198.18.0.0/16");

  @TempDir private Path dir;
  private GuardFixture fixture;

  @AfterEach
  void close() {
    if (fixture != null) fixture.close();
  }

  private void start(String toml) {
    fixture = GuardFixture.started(dir, toml);
  }

  private static Config config(String toml) {
    return ConfigReader.parse("test", toml);
  }

  private static Ban ban(Prefix prefix, Instant end) {
    return new Ban(
        prefix,
        NOW,
        end,
        true,
        Trigger.MANUAL,
        Evidence.CONFIRMED,
        Ban.Touched.NOTHING,
        0,
        0,
        1,
        "");
  }

  /** An earlier run has left these bans in the ledger. */
  private void ledgerHas(Ban... bans) {
    try (Ledger before = Ledger.open(dir.resolve("ledger.db"))) {
      for (Ban ban : bans) before.insert(ban, null);
      before.commit();
    }
  }

  // --- start -----------------------------------------------------------------------------------

  @Test
  void aStartBringsEveryBanBackThatHasNotEnded() {
    ledgerHas(ban(ONE, NOW.plus(HOUR)), ban(WIDE, NOW.plus(HOUR)), ban(TWO, NOW.minusSeconds(1)));
    start("");
    assertThat(fixture.table.enforced()).containsExactlyInAnyOrder(ONE, WIDE);
    assertThat(fixture.table.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli());
    assertThat(fixture.table.confirmed()).contains(ONE);
    fixture.guard.tick();
    assertThat(fixture.inLedger()).containsExactlyInAnyOrder(ONE, WIDE);
  }

  @Test
  void aTableThatIsThereIsKeptWithWhatItBannedMeanwhile() {
    ledgerHas(ban(ONE, NOW.plus(HOUR)));
    fixture = new GuardFixture(dir, "");
    fixture.table.leftBehind(FakeEnforcer.ruleset(""));
    fixture.table.banned(ONE, HOUR.toMillis());
    fixture.table.banned(TWO, HOUR.toMillis());
    fixture.guard.start();
    assertThat(fixture.table.enforced()).containsExactlyInAnyOrder(ONE, TWO);
    // The whole of the sets is read for those that the ledger does not know.
    assertThat(fixture.dumps()).isEqualTo(1);
    fixture.table.bansOf(fixture.table.inForce(), e -> fixture.guard.adopt(List.of(e)));
    assertThat(fixture.inLedger()).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(fixture.told(BanEvent.Kind.MADE)).containsExactly(TWO);
  }

  /** Sets for /24 have other keys than sets for addresses. */
  @Test
  void aTableOfAnotherWidthIsMadeAnewAndKeepsItsBans() {
    fixture = new GuardFixture(dir, "");
    Layout.of(config("[ban]\nipv4-prefix = 24\n")).note(fixture.ledger());
    fixture.ledger().commit();
    fixture.table.leftBehind(FakeEnforcer.ruleset("[ban]\nipv4-prefix = 24\n"));
    Prefix network = Prefix.parse("203.0.113.0/24");
    fixture.table.banned(network, HOUR.toMillis());
    fixture.guard.start();
    assertThat(fixture.inLedger()).containsExactly(network);
    assertThat(fixture.table.enforced()).containsExactly(network);
  }

  @Test
  void aKernelWithoutSynproxyIsToldOfWhereItIsNeeded() {
    fixture = new GuardFixture(dir, "");
    fixture.table.withoutSynproxy();
    fixture.guard.start();
    Config handshake = config("[traps]\ntrigger = \"handshake\"\n");
    assertThatThrownBy(() -> fixture.guard.reload(handshake))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("nft_synproxy");
    assertThat(fixture.guard.config()).isNotEqualTo(handshake);
  }

  // --- hits ------------------------------------------------------------------------------------

  @Test
  void aHitIsInTheLedgerAndARealScannerLosesWhatItHasOpen() {
    start("");
    fixture.syn("203.0.113.1", 23);
    fixture.handshake("203.0.113.2", 23);
    assertThat(fixture.guard.hits()).isFalse();
    assertThat(fixture.inLedger()).containsExactlyInAnyOrder(ONE, TWO);
    fixture.guard.tick();
    assertThat(fixture.host.cut()).containsExactly(TWO);
  }

  @Test
  void aSenderThatIsExemptIsNotBannedAndTheKernelLetsItGo() {
    start("[allow]\naddresses = [\"203.0.113.0/30\"]\n");
    fixture.handshake("203.0.113.1", 23);
    fixture.guard.hits();
    fixture.guard.tick();
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.table.enforced()).isEmpty();
    assertThat(fixture.host.cut()).isEmpty();
  }

  @Test
  void whoeverLogsInIsExemptFromTheNextLookOn() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    fixture.host.sshFrom(ONE);
    fixture.guard.lookAround();
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.table.enforced()).isEmpty();
    assertThat(fixture.told(BanEvent.Kind.ENDED)).containsExactly(ONE);
    assertThat(fixture.table.inForce().exemptions())
        .anyMatch(exemption -> exemption.prefix().equals(ONE));
  }

  // --- end -------------------------------------------------------------------------------------

  @Test
  void aBanThatIsDueEndsInBoth() {
    start("");
    fixture
        .guard
        .bans()
        .add(List.of(ban(ONE, NOW.plus(HOUR)), ban(WIDE, NOW.plus(HOUR))), fixture.guard.policy());
    fixture.clock.advance(HOUR.plusSeconds(1));
    fixture.guard.tick();
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.table.enforced()).isEmpty();
    assertThat(fixture.told(BanEvent.Kind.ENDED)).containsExactlyInAnyOrder(ONE, WIDE);
  }

  /** A copy of what was lifted is told from a new ban by the mark of the rules. */
  @Test
  void aLiftGivesTheRulesANewMark() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    var before = fixture.table.inForce();
    assertThat(fixture.guard.lift(List.of(ONE))).containsExactly(ONE);
    assertThat(fixture.table.inForce().sameAs(before)).isFalse();
    var marked = fixture.table.inForce();
    assertThat(fixture.guard.lift(List.of(ONE))).isEmpty();
    assertThat(fixture.table.inForce().sameAs(marked)).isTrue();
  }

  @Test
  void aLiftThatFailsHasDoneNothingAndTheMarkIsTheOldOne() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    var before = fixture.table.inForce();
    fixture.table.failAfter(0);
    assertThatThrownBy(() -> fixture.guard.lift(List.of(ONE))).isInstanceOf(NetlinkException.class);
    assertThat(fixture.inLedger()).containsExactly(ONE);
    assertThat(fixture.table.enforced()).containsExactly(ONE);
    assertThat(fixture.table.inForce().sameAs(before)).isTrue();
  }

  // --- allow -----------------------------------------------------------------------------------

  @Test
  void whatIsAllowedByHandIsInTheRulesAndItsBanEnds() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    Allowed.Entry entry = new Allowed.Entry(ONE, NOW.plus(HOUR), "friend");
    fixture.guard.changeAllowlist(
        ledger -> {
          ledger.allowed().put(entry, NOW);
          return true;
        });
    assertThat(fixture.guard.lastAllowed()).containsExactly(ONE);
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.table.inForce().exemptions())
        .anyMatch(exemption -> exemption.prefix().equals(ONE));
    fixture.clock.advance(HOUR.plusSeconds(1));
    fixture.guard.tick();
    assertThat(fixture.table.inForce().exemptions())
        .noneMatch(exemption -> exemption.prefix().equals(ONE));
  }

  /** A full disk must not keep an administrator out. */
  @Test
  void whatCannotBeWrittenIsAllowedAllTheSame() {
    start("");
    fixture.guard.allowUnwritten(new Allowed.Entry(ONE, null, "me"));
    assertThat(fixture.table.inForce().exemptions())
        .anyMatch(exemption -> exemption.prefix().equals(ONE));
  }

  // --- configuration ---------------------------------------------------------------------------

  @Test
  void aReloadPutsOtherRulesIntoForceAndBansFollow() {
    start("");
    fixture.syn("203.0.113.1", 23);
    fixture.guard.hits();
    fixture.guard.reload(config("[traps]\ntcp = [7777]\n[ban]\nexpire = \"2h\"\n"));
    assertThat(fixture.table.inForce().config().traps().isTrap(7777)).isTrue();
    assertThat(fixture.ledger().active(ONE).orElseThrow().expires())
        .isEqualTo(NOW.plus(HOUR.multipliedBy(2)));
    while (fixture.guard.reconcile()) {}
    assertThat(fixture.table.end(ONE)).isEqualTo(NOW.plus(HOUR.multipliedBy(2)).toEpochMilli());
  }

  @Test
  void daemonSettingsWaitForTheNextStart() {
    start("");
    assertThat(fixture.guard.reload(config("[daemon]\nnflog-group = 99\n")))
        .singleElement()
        .asString()
        .contains("next start");
    assertThat(fixture.guard.config().daemon().nflogGroup()).isNotEqualTo(99);
  }

  /** Whichever change of the kernel fails, the old rules and the old bans are in force. */
  @Test
  void whoFollowsTheConfigurationIsToldWhatIsInForce() {
    start("");
    List<Boolean> told = new ArrayList<>();
    fixture.guard.configInForce().follow(config -> told.add(config.observe()));
    assertThat(told).containsExactly(false);
    Config observing = config("observe = true\n");
    fixture.table.failAfter(0);
    fixture.table.failAgain();
    assertThatThrownBy(() -> fixture.guard.reload(observing)).isInstanceOf(NetlinkException.class);
    assertThat(told).doesNotContain(true);
    fixture.guard.reload(observing);
    assertThat(told).containsExactly(false, true);
  }

  @Test
  void aReloadThatTheKernelRefusesHasDoneNothing() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    Config old = fixture.guard.config();
    Config wanted = config("[traps]\ntcp = [7777]\n");
    // The kernel cannot change the rules in place, and then not make the table anew.
    fixture.table.failAfter(0);
    fixture.table.failAgain();
    assertThatThrownBy(() -> fixture.guard.reload(wanted)).isInstanceOf(NetlinkException.class);
    assertThat(fixture.guard.config()).isEqualTo(old);
    assertThat(fixture.table.inForce().config()).isEqualTo(old);
    assertThat(fixture.table.enforced()).containsExactly(ONE);
    assertThat(fixture.inLedger()).containsExactly(ONE);
  }

  @Test
  void rulesThatCannotChangeInPlaceAreMadeAnewWithEveryBan() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    fixture.table.failAfter(0);
    fixture.guard.reload(config("[traps]\ntcp = [7777]\n"));
    assertThat(fixture.table.inForce().config().traps().isTrap(7777)).isTrue();
    assertThat(fixture.table.enforced()).containsExactly(ONE);
  }

  // --- others ----------------------------------------------------------------------------------

  @Test
  void aTableThatAnotherProgramDeletesIsMadeAnewWithEveryBan() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    fixture.table.deleted();
    assertThat(fixture.guard.tableInPlace()).isFalse();
    fixture.guard.repair();
    assertThat(fixture.guard.tableInPlace()).isTrue();
    assertThat(fixture.table.enforced()).containsExactly(ONE);
    assertThat(fixture.table.confirmed()).containsExactly(ONE);
  }

  @Test
  void anElementThatAnotherProgramTakesIsPutBack() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    while (fixture.guard.reconcile()) {}
    fixture.table.remove(List.of(ONE));
    fixture.guard.elementsChanged();
    while (fixture.guard.reconcile()) {}
    assertThat(fixture.table.enforced()).containsExactly(ONE);
    assertThat(fixture.guard.reconciler().repaired()).isEqualTo(1);
  }

  @Test
  void takenDownItDoesNothingMore() {
    start("");
    fixture.guard.bans().add(List.of(ban(ONE, NOW.plus(HOUR))), fixture.guard.policy());
    fixture.guard.removeTable();
    assertThat(fixture.table.tableExists()).isFalse();
    fixture.guard.tick();
    fixture.guard.repair();
    fixture.guard.refresh();
    assertThat(fixture.table.tableExists()).isFalse();
    assertThat(fixture.inLedger()).containsExactly(ONE);
  }

  @Test
  void aFoundElementIsNotBannedTwice() {
    start("");
    fixture.syn("203.0.113.1", 23);
    fixture.guard.hits();
    fixture.guard.adopt(List.of(new Firewall.Element(ONE, 864_000_000, 864_000_000, 5)));
    assertThat(fixture.inLedger()).containsExactly(ONE);
    assertThat(fixture.told(BanEvent.Kind.MADE)).containsExactly(ONE);
  }
}
