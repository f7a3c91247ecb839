package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Nft;

/** The table in the kernel follows each change, and keeps the earlier ones. */
final class FirewallKernelIT {
  private static final Situation SITUATION =
      new Situation(
          List.of("wan"),
          List.of(),
          List.of(),
          List.of(),
          List.of(Prefix.parse("2001:db8:1::/64")));

  private static Ruleset ruleset(String toml) {
    Config config = ConfigReader.parse("test", toml);
    return new Ruleset(Features.ALL, config, SITUATION, SITUATION.exemptions());
  }

  private static Ban ban(String prefix, Duration lasts, long dropped) {
    Instant now = Instant.now();
    return new Ban(
        Prefix.parse(prefix),
        now,
        lasts == null ? null : now.plus(lasts),
        false,
        Trigger.SYN,
        Evidence.PROBABLE,
        new Ban.Touched("tcp", 23, "wan"),
        1,
        dropped,
        1,
        "");
  }

  /** The bans as the ledger gives them. */
  private static Consumer<BanSink> enforcing(List<Ban> bans) {
    return sink ->
        bans.forEach(
            ban ->
                sink.accept(
                    ban.prefix(),
                    ban.term().expires(),
                    ban.prefix().isAddress() ? 0 : ban.dropped()));
  }

  private static void inNamespace(Callable<Boolean> work) {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      assertThat(namespace.call(work)).isTrue();
    }
  }

  private static Map<String, Firewall.Element> dump(Ruleset ruleset) {
    Map<String, Firewall.Element> found = new TreeMap<>();
    Firewall.dump(ruleset, element -> found.put(element.prefix().toString(), element));
    return found;
  }

  @Test
  void bansOfEveryKindComeBackAsTheyWent() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
            Ruleset ruleset = ruleset("");
            List<Ban> bans =
                List.of(
                    ban("192.0.2.1", Duration.ofHours(5), 7),
                    ban("192.0.2.2", null, 0),
                    ban("2001:db8:2::/64", Duration.ofDays(3), 9),
                    ban("2001:db8:1::5", Duration.ofDays(3), 0),
                    ban("198.51.0.0/16", Duration.ofDays(1), 5),
                    ban("2001:db8:ff00::/40", null, 0));
            assertThat(firewall.make(ruleset, enforcing(bans))).isZero();
            Map<String, Firewall.Element> found = dump(ruleset);
            assertThat(found.keySet())
                .containsExactlyInAnyOrderElementsOf(
                    bans.stream().map(ban -> ban.prefix().toString()).toList());
            // Addresses are enforced at once, and counted once count() is called.
            assertThat(found.get("192.0.2.1").packets()).isZero();
            assertThat(found.get("192.0.2.1").timeoutMillis())
                .isBetween(Duration.ofHours(4).toMillis(), Duration.ofHours(5).toMillis());
            long end = bans.getFirst().term().expires();
            long since = end - Duration.ofDays(10).toMillis();
            firewall.count(List.of(new Term(Prefix.parse("192.0.2.1"), since, end, 7)));
            Firewall.Element counted = dump(ruleset).get("192.0.2.1");
            assertThat(counted.packets()).isEqualTo(7);
            assertThat(counted.timeoutMillis()).isEqualTo(Duration.ofDays(10).toMillis());
            assertThat(counted.expirationMillis())
                .isBetween(Duration.ofHours(4).toMillis(), Duration.ofHours(5).toMillis());
            assertThat(found.get("198.51.0.0/16").packets()).isEqualTo(5);
            assertThat(found.get("192.0.2.1").expirationMillis())
                .isBetween(Duration.ofHours(4).toMillis(), Duration.ofHours(5).toMillis());
            assertThat(found.get("192.0.2.2").timeoutMillis()).isZero();
            assertThat(firewall.count()).isEqualTo(4);

            // Another configuration keeps all of them.
            firewall.apply(ruleset("[traps]\nhits = 3\n[ban]\nmax = 5000\n"));
            assertThat(dump(ruleset).keySet()).isEqualTo(found.keySet());

            firewall.remove(List.of(Prefix.parse("192.0.2.1"), Prefix.parse("192.0.2.77")));
            firewall.update(List.of(ban("192.0.2.2", Duration.ofDays(30), 3).term()));
            Map<String, Firewall.Element> after = dump(ruleset);
            assertThat(after).doesNotContainKeys("192.0.2.1", "192.0.2.77");
            assertThat(after.get("192.0.2.2").expirationMillis())
                .isBetween(Duration.ofDays(29).toMillis(), Duration.ofDays(30).toMillis());
            assertThat(after.get("192.0.2.2").packets()).isEqualTo(3);
          }
          return true;
        });
  }

  @Test
  void addingOneMissingBanLeavesTheNetworksAlone() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
            Ruleset ruleset = ruleset("");
            firewall.apply(ruleset);
            firewall.loadNetworks(List.of(ban("198.51.0.0/16", null, 0)));
            firewall.add(List.of(ban("192.0.2.1", Duration.ofHours(5), 0).term()));
            assertThat(dump(ruleset)).containsOnlyKeys("198.51.0.0/16", "192.0.2.1");
          }
          return true;
        });
  }

  @Test
  void tableThatCannotBeMadeIsAnErrorAndLeavesNothing() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
            Nft.load("table inet portsnare {\n set banned4 { type ipv6_addr; }\n}\n");
            List<Ban> bans = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
              bans.add(ban("10.0." + i / 250 + "." + i % 250, Duration.ofHours(1), 0));
            }
            assertThatThrownBy(() -> firewall.make(ruleset(""), enforcing(bans)))
                .isInstanceOf(NetlinkException.class);
            assertThat(Nft.ruleset()).contains("ipv6_addr").doesNotContain("10.0.");
          }
          return true;
        });
  }

  @Test
  void whatDoesNotFitIsCountedAndTheRestIsLoaded() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
            Ruleset ruleset = ruleset("[ban]\nmax = 8\n");
            List<Ban> bans = new ArrayList<>();
            for (int i = 1; i <= 11; i++) bans.add(ban("192.0.2." + i, Duration.ofHours(1), 0));
            assertThat(firewall.make(ruleset, enforcing(bans))).isEqualTo(3);
            assertThat(dump(ruleset)).hasSize(8);
            // A reload makes room, in place.
            firewall.apply(ruleset("[ban]\nmax = 20\n"));
            assertThat(firewall.add(bans.subList(8, 11).stream().map(Ban::term).toList())).isZero();
            assertThat(dump(ruleset)).hasSize(11);
          }
          return true;
        });
  }

  @Test
  void lookUpTellsWhatIsThereAndWhatIsMissingAmongThousands() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
            List<Ban> bans = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
              bans.add(ban("10.0." + i / 250 + "." + i % 250, Duration.ofHours(1), i));
            }
            List<Ban> there = bans.stream().filter(ban -> ban.dropped() % 7 != 0).toList();
            firewall.make(ruleset(""), enforcing(there));
            // Bans are counted only after count() is called, here for every second one.
            firewall.update(
                there.stream().filter(ban -> ban.dropped() % 2 == 0).map(Ban::term).toList());
            List<String> seen = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            Found found = firewall.lookUp(bans.stream().map(Ban::prefix).toList());
            for (int i = 0; i < bans.size(); i++) {
              Ban ban = bans.get(i);
              if (!found.has(i)) {
                missing.add(ban.prefix().toString());
                continue;
              }
              boolean counted = ban.dropped() % 2 == 0;
              assertThat(found.dropped(i)).isEqualTo(counted ? ban.dropped() : Found.UNCOUNTED);
              assertThat(found.left(i)).isPositive();
              seen.add(ban.prefix().toString());
            }
            assertThat(seen)
                .hasSameElementsAs(there.stream().map(b -> b.prefix().toString()).toList());
            assertThat(missing).hasSize(bans.size() - there.size());
            // At the same time, the other socket changes the same set.
            Term other = ban("10.9.9.9", Duration.ofHours(1), 0).term();
            try (PendingLookUp pending =
                firewall.lookUpAsync(bans.stream().map(Ban::prefix).toList())) {
              for (int i = 0; i < 50; i++) {
                firewall.add(List.of(other));
                firewall.remove(List.of(other.prefix()));
              }
              for (int i = 0; i < bans.size(); i++) {
                assertThat(pending.await().has(i)).isEqualTo(found.has(i));
                assertThat(pending.await().dropped(i)).isEqualTo(found.dropped(i));
              }
            }
          }
          return true;
        });
  }

  @Test
  void lookUpOfTheOtherThreadFailsWhereItIsAwaited() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), false)) {
            Ruleset ruleset = ruleset("");
            firewall.apply(ruleset);
            List<Prefix> sender = List.of(Prefix.parse("192.0.2.1"));
            String other = "table inet portsnare {\n set banned4 { type ipv6_addr; }\n}\n";
            Nft.load("delete table inet portsnare\n" + other);
            try (PendingLookUp pending = firewall.lookUpAsync(sender)) {
              assertThatThrownBy(pending::await)
                  .isInstanceOf(NetlinkException.class)
                  .hasMessageContaining("banned4");
            }
            firewall.lookUpAsync(sender).close();

            // Both sockets work as before.
            Nft.load("delete table inet portsnare\n");
            firewall.apply(ruleset);
            firewall.add(List.of(ban("192.0.2.1", Duration.ofHours(5), 0).term()));
            try (PendingLookUp pending = firewall.lookUpAsync(sender)) {
              assertThat(firewall.lookUp(sender).has(0)).isTrue();
              assertThat(pending.await().has(0)).isTrue();
            }
          }
          return true;
        });
  }

  @Test
  void replaceMakesTheTableAnewWithExactlyTheBansGiven() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
            Ruleset before = ruleset("");
            firewall.apply(before);
            firewall.add(List.of(ban("192.0.2.1", Duration.ofHours(5), 0).term()));
            Ruleset after = ruleset("[ban]\nipv4-prefix = 24\n");
            List<Ban> bans = List.of(ban("192.0.2.2", null, 0), ban("198.51.100.0/24", null, 4));
            assertThat(firewall.replace(after, enforcing(bans))).isZero();
            assertThat(dump(after)).containsOnlyKeys("192.0.2.2", "198.51.100.0/24");
          }
          return true;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {999, 1_000, 1_001, 7_001, 15_001})
  void replaceBringsALongListInOneTransaction(int bans) {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
            firewall.apply(ruleset(""));
            Ruleset after = ruleset("[traps]\ntcp = [4711]\n");
            long rejected =
                firewall.replace(
                    after,
                    sink -> {
                      for (int i = 0; i < bans; i++) {
                        String address = "10.0." + i / 250 + "." + i % 250;
                        enforcing(List.of(ban(address, Duration.ofHours(5), 0))).accept(sink);
                      }
                    });
            assertThat(rejected).isZero();
            assertThat(dump(after)).hasSize(bans);
            assertThat(Nft.run("list", "set", "inet", "portsnare", "traps")).contains("4711");
          }
          return true;
        });
  }

  /**
   * Other networks are not written again: they keep their counts, which a full load would reset.
   */
  @Test
  void aNetworkThatStandsApartIsPutInAlone() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), false)) {
            List<Ban> bans = new ArrayList<>(List.of(ban("198.51.0.0/16", null, 7)));
            firewall.make(ruleset(""), enforcing(bans));
            assertThat(firewall.addNetworks(List.of(ban("203.0.113.0/24", null, 0))))
                .as("before it is known what is there")
                .isFalse();
            firewall.loadNetworks(bans);
            List<Ban> apart =
                List.of(
                    ban("203.0.113.0/24", Duration.ofDays(1), 0),
                    ban("2001:db8:7::/48", Duration.ofDays(1), 0),
                    ban("203.0.113.128/25", Duration.ofDays(2), 0));
            assertThat(firewall.addNetworks(apart)).isTrue();
            bans.addAll(apart);
            assertThat(firewall.networks().stream().map(found -> found.prefix().toString()))
                .containsExactlyInAnyOrderElementsOf(
                    firewall.expectedNetworks(bans).stream()
                        .map(found -> found.prefix().toString())
                        .toList());
            assertThat(firewall.addNetworks(List.of(ban("198.51.7.0/24", null, 0)))).isFalse();
            assertThat(firewall.addNetworks(List.of(ban("203.0.0.0/16", null, 0)))).isFalse();
            assertThat(Nft.run("list", "set", "inet", "portsnare", "networks4"))
                .contains("198.51.0.0/16", "203.0.113.128/25", "packets 7");
            // Another program has added one: the kernel refuses, and all are written again.
            Nft.run("add", "element", "inet", "portsnare", "networks4", "{ 192.0.2.0/24 }");
            assertThat(firewall.addNetworks(List.of(ban("192.0.2.128/25", null, 0)))).isFalse();
            firewall.loadNetworks(bans);
            assertThat(firewall.addNetworks(List.of(ban("192.0.2.128/25", null, 0)))).isTrue();
            return true;
          }
        });
  }

  @Test
  void aNetworkThatStandsApartIsTakenOutAlone() {
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), false)) {
            Ban apart = ban("203.0.113.0/25", Duration.ofDays(1), 0);
            Ban apart6 = ban("2001:db8:7::/48", Duration.ofDays(1), 0);
            Ban touches = ban("203.0.113.128/25", null, 7);
            Ban joined = ban("203.0.114.0/24", null, 7);
            Ban around = ban("198.51.0.0/16", Duration.ofDays(1), 0);
            Ban inside = ban("198.51.100.0/24", Duration.ofDays(2), 0);
            List<Ban> bans = List.of(apart, apart6, touches, joined, around, inside);
            firewall.make(ruleset(""), enforcing(bans));
            assertThat(firewall.removeNetworks(List.of(apart))).as("not known yet").isFalse();
            firewall.loadNetworks(bans);
            assertThat(firewall.removeNetworks(List.of(around))).as("around one").isFalse();
            assertThat(firewall.removeNetworks(List.of(touches))).as("joined").isFalse();
            assertThat(firewall.removeNetworks(List.of(apart, apart6))).isTrue();
            List<Ban> left = List.of(touches, joined, around, inside);
            assertThat(firewall.networks().stream().map(found -> found.prefix().toString()))
                .containsExactlyInAnyOrderElementsOf(
                    firewall.expectedNetworks(left).stream()
                        .map(found -> found.prefix().toString())
                        .toList());
            assertThat(Nft.run("list", "set", "inet", "portsnare", "networks4"))
                .contains("packets 7");
            // It can be added again, and can be removed although the kernel has ended it by then.
            assertThat(firewall.addNetworks(List.of(apart))).isTrue();
            Nft.run("delete", "element", "inet", "portsnare", "networks4", "{ 203.0.113.0/25 }");
            assertThat(firewall.removeNetworks(List.of(apart))).isTrue();
            assertThat(firewall.addNetworks(List.of(apart))).isTrue();
          }
          return true;
        });
  }
}
