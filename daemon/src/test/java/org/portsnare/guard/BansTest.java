package org.portsnare.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.firewall.Firewall;
import org.portsnare.ledger.query.PastBan;
import org.portsnare.log.Log;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.reconcile.Reconciler;
import org.portsnare.store.Generations;
import org.portsnare.testing.TestingClock;

/** Bans without a hit, and what is left after a failure at each step, without a kernel. */
final class BansTest {
  private static final Instant NOW = BansFixture.NOW;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");
  private static final Prefix WIDE = Prefix.parse("198.51.100.0/24");

  @TempDir private Path dir;
  private final BanPolicy policy = Config.defaults().ban().policy();
  private BansFixture fixture;
  private TestingClock clock;
  private List<BanEvent> events;
  private FakeEnforcer kernel;
  private Bans bans;

  @BeforeEach
  void open() {
    fixture = new BansFixture(dir);
    clock = fixture.clock;
    events = fixture.events;
    kernel = fixture.kernel;
    bans = fixture.bans;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Ban ban(Prefix prefix, @Nullable Instant end, Evidence evidence) {
    return new Ban(
        prefix,
        clock.instant(),
        end,
        true,
        Trigger.MANUAL,
        evidence,
        Ban.Touched.NOTHING,
        0,
        0,
        1,
        "");
  }

  private Ban ban(Prefix prefix) {
    return ban(prefix, clock.instant().plus(HOUR), Evidence.CONFIRMED);
  }

  private void add(Ban... made) {
    bans.add(List.of(made), policy);
  }

  private Set<Prefix> inLedger() {
    return fixture.inLedger();
  }

  /** The ended bans of exactly this prefix, newest first. */
  private List<PastBan> past(Prefix prefix) {
    return fixture.ledger().history(prefix, 10).stream()
        .filter(ban -> ban.ban().prefix().equals(prefix) && !ban.ending().isEmpty())
        .toList();
  }

  private List<Prefix> told(BanEvent.Kind kind) {
    return fixture.told(kind);
  }

  // --- begin -----------------------------------------------------------------------------------

  @Test
  void aBanByHandIsInBothAndHoldsInBothDirections() {
    add(ban(ONE), ban(WIDE));
    assertThat(inLedger()).containsExactlyInAnyOrder(ONE, WIDE);
    assertThat(kernel.enforced()).containsExactlyInAnyOrder(ONE, WIDE);
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli());
    assertThat(kernel.confirmed()).containsExactly(ONE);
    assertThat(told(BanEvent.Kind.MADE)).containsExactly(ONE, WIDE);
  }

  @Test
  void aProbableBanDoesNotHoldInBothDirections() {
    add(ban(ONE, NOW.plus(HOUR), Evidence.PROBABLE));
    assertThat(kernel.confirmed()).isEmpty();
  }

  @Test
  void aNewBanReplacesTheOneBefore() {
    add(ban(ONE));
    clock.advance(Duration.ofMinutes(10));
    add(ban(ONE));
    assertThat(inLedger()).containsExactly(ONE);
    assertThat(past(ONE)).hasSize(1);
    assertThat(fixture.ledger().bansOf(ONE)).isEqualTo(1);
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(Duration.ofMinutes(70)).toEpochMilli());
  }

  @Test
  void aProlongedBanIsTheSameBan() {
    add(ban(ONE));
    Ban longer = ban(ONE).ending(NOW.plus(Duration.ofHours(5)), true);
    Addition addition = bans.adding(policy);
    addition.step(List.of(), List.of(longer));
    addition.commit();
    assertThat(past(ONE)).isEmpty();
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(Duration.ofHours(5)).toEpochMilli());
    bans.tellProlonged(ONE);
    assertThat(told(BanEvent.Kind.PROLONGED)).containsExactly(ONE);
  }

  @Test
  void aFullSetRefusesAndNothingIsDone() {
    add(ban(ONE));
    events.clear();
    kernel.size(2);
    Ban third = ban(Prefix.parse("203.0.113.3"));
    assertThatThrownBy(() -> add(ban(TWO), third)).isInstanceOf(NetlinkException.class);
    assertThat(inLedger()).containsExactly(ONE);
    assertThat(kernel.enforced()).containsExactly(ONE);
    assertThat(events).isEmpty();
  }

  /** Whichever change of the kernel fails: ledger and kernel are as before, and nothing is told. */
  @Test
  void aCommandThatFailsHasDoneNothing() {
    add(ban(ONE));
    int failures = 0;
    for (int step = 0; ; step++) {
      events.clear();
      kernel.failAfter(step);
      try {
        add(ban(ONE, null, Evidence.CONFIRMED), ban(TWO), ban(WIDE));
        break;
      } catch (NetlinkException e) {
        failures++;
        assertThat(inLedger()).as("step " + step).containsExactly(ONE);
        assertThat(kernel.enforced()).as("step " + step).containsExactly(ONE);
        assertThat(kernel.end(ONE)).as("step " + step).isEqualTo(NOW.plus(HOUR).toEpochMilli());
        assertThat(events).as("step " + step).isEmpty();
      }
    }
    // The addresses, the networks, and those that hold in both directions.
    assertThat(failures).isEqualTo(3);
    assertThat(inLedger()).containsExactlyInAnyOrder(ONE, TWO, WIDE);
  }

  /** The second step finds the set full; the first is in the kernel by then. */
  @Test
  void ofManyStepsNoneIsLeftIfTheLastFails() {
    add(ban(ONE));
    events.clear();
    kernel.size(3);
    Prefix third = Prefix.parse("203.0.113.3");
    Addition addition = bans.adding(policy);
    addition.step(List.of(ban(ONE, null, Evidence.PROBABLE), ban(TWO), ban(WIDE)), List.of());
    assertThat(kernel.enforced()).containsExactlyInAnyOrder(ONE, TWO);
    Ban again = ban(TWO, null, Evidence.PROBABLE);
    RuntimeException full =
        catchThrowableOfType(
            NetlinkException.class,
            () ->
                addition.step(
                    List.of(again, ban(third), ban(Prefix.parse("203.0.113.4"))), List.of()));
    addition.undo(List.of(List.of(ONE, TWO, WIDE), List.of(TWO, third)), full);
    assertThat(inLedger()).containsExactly(ONE);
    assertThat(kernel.enforced()).containsExactly(ONE);
    assertThat(kernel.end(ONE)).isEqualTo(NOW.plus(HOUR).toEpochMilli());
    assertThat(kernel.confirmed()).containsExactly(ONE);
    assertThat(events).isEmpty();
  }

  // --- end -------------------------------------------------------------------------------------

  @Test
  void aLiftedBanIsInTheHistoryAndItsMarksAreForgotten() {
    add(ban(ONE), ban(WIDE), ban(TWO));
    List<Prefix> lifted = bans.lift(List.of(ONE, WIDE, ONE), policy, clock.instant(), () -> {});
    assertThat(lifted).containsExactly(ONE, WIDE);
    assertThat(inLedger()).containsExactly(TWO);
    assertThat(kernel.enforced()).containsExactly(TWO);
    assertThat(kernel.confirmed()).containsExactly(TWO);
    assertThat(kernel.forgotten()).containsExactlyInAnyOrder(ONE, WIDE);
    assertThat(past(ONE).getFirst().ending()).isEqualTo("unbanned");
    assertThat(told(BanEvent.Kind.ENDED)).containsExactlyInAnyOrder(ONE, WIDE);
  }

  @Test
  void whatIsNotedIsWrittenWithALiftedBanAndNotWithoutOne() {
    int[] noted = {0};
    bans.lift(List.of(ONE), policy, clock.instant(), () -> noted[0]++);
    assertThat(noted[0]).isZero();
    add(ban(ONE));
    bans.lift(List.of(ONE), policy, clock.instant(), () -> noted[0]++);
    assertThat(noted[0]).isEqualTo(1);
  }

  @Test
  void manyNetworksAreTakenOutTogether() {
    Ban[] networks = new Ban[20];
    for (int i = 0; i < networks.length; i++)
      networks[i] = ban(Prefix.parse("10." + i + ".0.0/16"));
    add(networks);
    List<Prefix> most = new ArrayList<>();
    for (int i = 0; i < 19; i++) most.add(networks[i].prefix());
    assertThat(bans.lift(most, policy, clock.instant(), () -> {})).hasSize(19);
    assertThat(kernel.enforced()).containsExactly(networks[19].prefix());
    assertThat(inLedger()).containsExactly(networks[19].prefix());
  }

  @Test
  void networksThatOverlapAreWrittenAgain() {
    kernel.networksOverlap();
    Prefix inner = Prefix.parse("198.51.100.0/25");
    add(ban(WIDE), ban(inner));
    assertThat(kernel.enforced()).containsExactlyInAnyOrder(WIDE, inner);
    bans.lift(List.of(WIDE), policy, clock.instant(), () -> {});
    assertThat(kernel.enforced()).containsExactly(inner);
  }

  /** The kernel has banned a sender whose hit is still to be written. */
  @Test
  void aCommandThatFailsLeavesWhatOnlyTheKernelHas() {
    kernel.banned(TWO, HOUR.toMillis());
    long end = kernel.end(TWO);
    for (int step = 0; ; step++) {
      kernel.failAfter(step);
      try {
        add(ban(TWO, null, Evidence.CONFIRMED), ban(ONE), ban(WIDE));
        break;
      } catch (NetlinkException e) {
        assertThat(kernel.enforced()).as("step " + step).containsExactly(TWO);
        assertThat(kernel.end(TWO)).as("step " + step).isEqualTo(end);
      }
    }
  }

  /** Its hit may be on its way to the ledger; somebody may be locked out meanwhile. */
  @Test
  void aBanThatOnlyTheKernelHasIsLifted() {
    kernel.banned(ONE, HOUR.toMillis());
    assertThat(bans.lift(List.of(ONE, TWO), policy, clock.instant(), () -> {}))
        .containsExactly(ONE);
    assertThat(kernel.enforced()).isEmpty();
  }

  @Test
  void aLiftThatFailsLeavesTheBan() {
    add(ban(ONE), ban(WIDE));
    int failures = 0;
    for (int step = 0; ; step++) {
      events.clear();
      kernel.failAfter(step);
      try {
        bans.lift(List.of(ONE, WIDE), policy, clock.instant(), () -> {});
        break;
      } catch (NetlinkException e) {
        failures++;
        assertThat(inLedger()).as("step " + step).containsExactlyInAnyOrder(ONE, WIDE);
        assertThat(kernel.enforced()).as("step " + step).containsExactlyInAnyOrder(ONE, WIDE);
        assertThat(events).as("step " + step).isEmpty();
      }
    }
    assertThat(failures).isEqualTo(2);
  }

  @Test
  void whatIsDueEndsInTheKernelToo() {
    add(ban(ONE), ban(TWO, NOW.plus(Duration.ofHours(3)), Evidence.CONFIRMED), ban(WIDE));
    clock.advance(Duration.ofMinutes(59));
    assertThat(bans.endDue(5, policy)).isZero();
    clock.advance(Duration.ofMinutes(2));
    assertThat(bans.endDue(5, policy)).isEqualTo(2);
    // Not only ended there: taken out.
    assertThat(kernel.count()).isEqualTo(1);
    assertThat(kernel.networks()).isEmpty();
    assertThat(inLedger()).containsExactly(TWO);
    assertThat(kernel.enforced()).containsExactly(TWO);
    assertThat(told(BanEvent.Kind.ENDED)).containsExactlyInAnyOrder(ONE, WIDE);
    assertThat(past(ONE).getFirst().ending()).isEqualTo("expired");
  }

  @Test
  void onlySoManyEndAtOnce() {
    Ban[] many = new Ban[2_500];
    for (int i = 0; i < many.length; i++) {
      many[i] = ban(Prefix.parse("10.0." + (i >> 8) + "." + (i & 0xff)));
    }
    add(many);
    clock.advance(Duration.ofHours(2));
    assertThat(bans.endDue(2, policy)).isEqualTo(2_000);
    assertThat(bans.endDue(2, policy)).isEqualTo(500);
    assertThat(inLedger()).isEmpty();
  }

  @Test
  void aBanOfAnExemptSenderEnds() {
    add(ban(ONE), ban(TWO), ban(Prefix.parse("198.51.100.7")));
    Exemption address = new Exemption(ONE, Exemption.Kind.ADMINISTRATOR, "by hand");
    Exemption network = new Exemption(WIDE, Exemption.Kind.ADMINISTRATOR, "allow.addresses");
    List<Prefix> ended = bans.endExempt(List.of(address, network), policy, clock.instant(), true);
    assertThat(ended).containsExactlyInAnyOrder(ONE, Prefix.parse("198.51.100.7"));
    assertThat(told(BanEvent.Kind.ENDED)).containsExactlyInAnyOrderElementsOf(ended);
    assertThat(kernel.count()).isEqualTo(1);
    assertThat(inLedger()).containsExactly(TWO);
    assertThat(kernel.enforced()).containsExactly(TWO);
    assertThat(past(ONE).getFirst().ending()).isEqualTo("allowed");
  }

  /** At a start every ban is enforced first; who is exempt meanwhile is let in by its exemption. */
  @Test
  void bansInsideExemptNetworksEndABitLater() {
    Prefix inside = Prefix.parse("198.51.100.7");
    add(ban(inside), ban(TWO), ban(WIDE));
    Exemption network =
        new Exemption(
            Prefix.parse("198.51.0.0/16"), Exemption.Kind.ADMINISTRATOR, "allow.addresses");
    assertThat(bans.endExempt(List.of(network), policy, clock.instant(), false)).isEmpty();
    assertThat(bans.isSweeping()).isTrue();
    assertThat(inLedger()).contains(inside);
    List<Prefix> ended = new ArrayList<>();
    while (bans.isSweeping()) ended.addAll(bans.sweep(policy, clock.instant()));
    assertThat(ended).containsExactlyInAnyOrder(inside, WIDE);
    assertThat(inLedger()).containsExactly(TWO);
    assertThat(kernel.enforced()).containsExactly(TWO);
    assertThat(kernel.networks()).isEmpty();
    assertThat(told(BanEvent.Kind.ENDED)).containsExactlyInAnyOrder(inside, WIDE);
  }

  /** An earlier version took a mapped address for a sender. */
  @Test
  void aBanOfAnAddressThatNoSenderHasEnds() {
    Prefix mapped = Prefix.parse("::ffff:203.0.113.9");
    add(ban(mapped), ban(ONE));
    bans.endExempt(
        List.of(new Exemption(WIDE, Exemption.Kind.ADMINISTRATOR, "allow.addresses")),
        policy,
        clock.instant(),
        true);
    assertThat(inLedger()).containsExactly(ONE);
    assertThat(past(mapped).getFirst().ending()).isEqualTo("no sender");
  }

  // --- bans that only the kernel knows ---------------------------------------------------------

  @Test
  void foundBansAreToldAndCounted() {
    Log log =
        new Log(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            clock,
            false);
    Reconciler reconciler = new Reconciler(clock, new Generations(), new BanEvents(), log);
    List<Firewall.Element> found = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      Prefix prefix = Prefix.parse("10.0." + (i >> 8) + "." + (i & 0xff));
      kernel.banned(prefix, HOUR.toMillis());
      found.add(new Firewall.Element(prefix, HOUR.toMillis(), HOUR.toMillis(), 0));
    }
    add(ban(ONE));
    found.add(new Firewall.Element(ONE, HOUR.toMillis(), HOUR.toMillis(), 0));
    events.clear();
    assertThat(bans.adopt(found, FakeEnforcer.ruleset(""), reconciler)).isEqualTo(1_500);
    assertThat(inLedger()).hasSize(1_501);
    assertThat(told(BanEvent.Kind.MADE)).hasSize(1_500);
  }

  // --- another policy --------------------------------------------------------------------------

  private Ban caught(Prefix prefix, int nth, Evidence evidence, Trigger trigger) {
    return new Ban(
        prefix,
        NOW,
        NOW.plus(Duration.ofDays(10)),
        false,
        trigger,
        evidence,
        new Ban.Touched("tcp", 23, "wan"),
        1,
        0,
        nth,
        "");
  }

  private Duration lasts(Prefix prefix) {
    Ban ban = fixture.ledger().active(prefix).orElseThrow();
    return Duration.between(ban.since(), Objects.requireNonNull(ban.expires()));
  }

  @Test
  void bansFollowAnotherPolicyEachByItsRule() {
    Prefix second = Prefix.parse("203.0.113.3");
    Prefix third = Prefix.parse("203.0.113.4");
    Prefix later = Prefix.parse("203.0.113.5");
    Prefix closed = Prefix.parse("203.0.113.6");
    Prefix proved = Prefix.parse("203.0.113.7");
    add(
        ban(ONE),
        caught(TWO, 1, Evidence.PROBABLE, Trigger.SYN),
        caught(second, 2, Evidence.CONFIRMED, Trigger.SYN),
        caught(third, 3, Evidence.CONFIRMED, Trigger.SYN),
        caught(later, 7, Evidence.CONFIRMED, Trigger.SYN),
        caught(closed, 1, Evidence.PROBABLE, Trigger.CLOSED),
        caught(proved, 1, Evidence.CONFIRMED, Trigger.CLOSED));
    bans.follow(
        ConfigReader.parse(
                "t",
                """
                [traps]
                closed = true
                [ban]
                expire = "2h"
                expire-probable = "1h"
                expire-closed = "30m"
                repeat = ["3d", "4d"]
                """)
            .ban()
            .policy());
    fixture.ledger().rollback();
    // A person gave it its end.
    assertThat(lasts(ONE)).isEqualTo(HOUR);
    assertThat(lasts(TWO)).isEqualTo(HOUR);
    assertThat(lasts(second)).isEqualTo(Duration.ofDays(3));
    assertThat(lasts(third)).isEqualTo(Duration.ofDays(4));
    assertThat(lasts(later)).isEqualTo(Duration.ofDays(4));
    assertThat(lasts(closed)).isEqualTo(Duration.ofMinutes(30));
    assertThat(lasts(proved)).isEqualTo(Duration.ofHours(2));
  }

  /** Whoever turns closed traps off does not want what they have banned to last longer. */
  @Test
  void withoutClosedTrapsTheirBansKeepTheirEnds() {
    Prefix closed = Prefix.parse("203.0.113.6");
    add(caught(closed, 1, Evidence.PROBABLE, Trigger.CLOSED));
    bans.follow(ConfigReader.parse("t", "[ban]\nexpire = \"30d\"\n").ban().policy());
    assertThat(lasts(closed)).isEqualTo(Duration.ofDays(10));
  }

  @Test
  void aShorterPolicyEndsWhatIsDueByIt() {
    add(caught(TWO, 1, Evidence.PROBABLE, Trigger.SYN));
    clock.advance(Duration.ofHours(3));
    bans.follow(ConfigReader.parse("t", "[ban]\nexpire = \"2h\"\n").ban().policy());
    assertThat(inLedger()).isEmpty();
    assertThat(kernel.enforced()).isEmpty();
  }
}
