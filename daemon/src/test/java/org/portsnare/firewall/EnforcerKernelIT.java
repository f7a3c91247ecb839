package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Await;

/** What the unit tests' fake does is what the kernel does: the same tests, with both. */
final class EnforcerKernelIT {
  private enum Kind {
    FAKE,
    KERNEL
  }

  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");
  private static final Prefix THREE = Prefix.parse("203.0.113.3");
  private static final Prefix SIX = Prefix.parse("2001:db8:7::/64");
  private static final Prefix WIDE = Prefix.parse("198.51.100.0/24");

  private static void with(Kind kind, int max, Consumer<Enforcer> test) {
    Ruleset ruleset = FakeEnforcer.ruleset("[ban]\nmax = " + max + "\n");
    if (kind == Kind.FAKE) {
      FakeEnforcer fake = new FakeEnforcer(ruleset, Clock.systemUTC());
      fake.size(max);
      test.accept(fake);
      return;
    }
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      namespace.call(
          () -> {
            try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
              firewall.make(ruleset, _ -> {});
              firewall.noteNetworks(List.of());
              test.accept(firewall);
            }
            return true;
          });
    }
  }

  private static Term term(Prefix prefix, @Nullable Duration lasts) {
    long now = System.currentTimeMillis();
    return new Term(prefix, now, lasts == null ? BanSink.NEVER : now + lasts.toMillis(), 0);
  }

  private static Term term(Prefix prefix) {
    return term(prefix, Duration.ofHours(1));
  }

  private static Ban network(Prefix prefix) {
    Instant now = Instant.now();
    return new Ban(
        prefix,
        now,
        now.plusSeconds(3_600),
        false,
        Trigger.MANUAL,
        Evidence.PROBABLE,
        Ban.Touched.NOTHING,
        0,
        0,
        1,
        "");
  }

  private static Set<Prefix> there(Enforcer enforcer) {
    List<Prefix> all = List.of(ONE, TWO, THREE, SIX);
    Found found = enforcer.lookUp(all);
    Set<Prefix> there = new TreeSet<>();
    for (int i = 0; i < all.size(); i++) if (found.has(i)) there.add(all.get(i));
    enforcer.networks().forEach(element -> there.add(element.prefix()));
    return there;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsFoundAndWhatIsRemovedIsSaid(Kind kind) {
    with(
        kind,
        10,
        enforcer -> {
          enforcer.update(List.of(term(ONE), term(SIX, null)));
          assertThat(there(enforcer)).containsExactlyInAnyOrder(ONE, SIX);
          Found found = enforcer.lookUp(List.of(ONE, SIX, TWO));
          assertThat(found.left(0)).isBetween(3_590_000L, 3_601_000L);
          assertThat(found.left(1)).isZero();
          assertThat(found.has(2)).isFalse();
          assertThat(enforcer.count()).isEqualTo(2);
          assertThat(enforcer.remove(List.of(ONE, TWO))).containsExactly(ONE);
          assertThat(there(enforcer)).containsExactly(SIX);
          assertThat(enforcer.remove(List.of())).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource
  void anElementEndsByItself(Kind kind) {
    with(
        kind,
        10,
        enforcer -> {
          enforcer.update(List.of(term(ONE, Duration.ofMillis(1_200)), term(TWO)));
          assertThat(there(enforcer)).containsExactlyInAnyOrder(ONE, TWO);
          Await.until(
              "it has ended", Duration.ofSeconds(5), () -> there(enforcer).equals(Set.of(TWO)));
          assertThat(enforcer.remove(List.of(ONE, TWO))).containsExactly(TWO);
        });
  }

  /** One call takes all or nothing, another one as much as fits. */
  @ParameterizedTest
  @EnumSource
  void aFullSet(Kind kind) {
    with(
        kind,
        2,
        enforcer -> {
          enforcer.update(List.of(term(ONE)));
          assertThat(enforcer.room(TWO)).isEqualTo(1);
          assertThatThrownBy(() -> enforcer.update(List.of(term(TWO), term(THREE))))
              .isInstanceOfSatisfying(
                  NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENFILE));
          assertThat(there(enforcer)).containsExactly(ONE);
          assertThat(enforcer.add(List.of(term(TWO), term(THREE)))).isEqualTo(1);
          assertThat(there(enforcer)).hasSize(2).contains(ONE);
          // What is there can be changed all the same.
          enforcer.updatePresent(List.of(term(ONE, Duration.ofDays(9))));
          assertThat(enforcer.lookUp(List.of(ONE)).left(0)).isGreaterThan(86_400_000L);
        });
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsThereIsChanged(Kind kind) {
    with(
        kind,
        10,
        enforcer -> {
          enforcer.update(List.of(term(ONE)));
          enforcer.updatePresent(
              List.of(term(ONE, Duration.ofDays(2)), term(TWO, Duration.ofDays(2))));
          assertThat(there(enforcer)).containsExactly(ONE);
          assertThat(enforcer.lookUp(List.of(ONE)).left(0)).isGreaterThan(86_400_000L);
        });
  }

  @ParameterizedTest
  @EnumSource
  void networks(Kind kind) {
    with(
        kind,
        10,
        enforcer -> {
          assertThat(enforcer.isNetwork(WIDE)).isTrue();
          assertThat(Stream.of(ONE, SIX).anyMatch(enforcer::isNetwork)).isFalse();
          Ban wide = network(WIDE);
          assertThat(enforcer.addNetworks(List.of(wide))).isTrue();
          assertThat(there(enforcer)).containsExactly(WIDE);
          assertThat(enforcer.expectedNetworks(List.of(wide)))
              .extracting(Firewall.Element::prefix)
              .containsExactly(WIDE);
          assertThat(enforcer.removeNetworks(List.of(wide))).isTrue();
          assertThat(there(enforcer)).isEmpty();
          enforcer.loadNetworks(List.of(wide));
          assertThat(there(enforcer)).containsExactly(WIDE);
          enforcer.loadNetworks(List.of());
          assertThat(there(enforcer)).isEmpty();
        });
  }
}
