package org.portsnare.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.ledger.query.BanQuery;
import org.portsnare.ledger.query.Count;
import org.portsnare.ledger.query.PastBan;

final class LedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final BanPolicy POLICY = policy(32, 64);

  private static BanPolicy policy(int ipv4, int ipv6) {
    return new BanPolicy(
        Lifetime.ofDays(10), null, null, List.of(), ipv4, ipv6, List.of(), List.of());
  }

  @TempDir private Path directory;
  private Ledger ledger;

  @BeforeEach
  void open() {
    ledger = Ledger.open(directory.resolve("ledger.db"));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static Ban ban(String prefix, Duration lasts, boolean fixed, int nth) {
    return new Ban(
        Prefix.parse(prefix),
        NOW,
        lasts == null ? null : NOW.plus(lasts),
        fixed,
        Trigger.SYN,
        Evidence.PROBABLE,
        new Ban.Touched("tcp", 23, "wan"),
        1,
        0,
        nth,
        "because");
  }

  /**
   * An IPv6 address that is mapped from IPv4 stays IPv6; its ban is found and ended by its text.
   */
  @Test
  void aMappedAddressKeepsItsFamily() {
    Prefix mapped = Prefix.parse("::ffff:c000:201");
    ledger.insert(ban("::ffff:c000:201", Duration.ofDays(1), false, 1), null);
    ledger.insert(ban("192.0.2.7", Duration.ofDays(1), false, 1), null);
    ledger.commit();
    ledger.close();
    open();
    List<Prefix> enforced = new ArrayList<>();
    ledger.enforce((prefix, _, _) -> enforced.add(prefix));
    assertThat(enforced).containsExactly(mapped, Prefix.parse("192.0.2.7"));
    assertThat(ledger.active(mapped)).isPresent();
    assertThat(ledger.active(Prefix.parse("192.0.2.1"))).isEmpty();
    assertThat(ledger.end(mapped, NOW, "no sender")).isTrue();
    assertThat(ledger.active(mapped)).isEmpty();
  }

  @Test
  void familiesAreCountedAlsoAfterARollbackAndAnew() {
    Duration day = Duration.ofDays(1);
    ledger.insert(ban("192.0.2.1", day, false, 1), null);
    ledger.insert(ban("2001:db8::/64", day, false, 1), null);
    ledger.commit();
    ledger.insert(ban("2001:db8:1::/64", day, false, 1), null);
    ledger.end(Prefix.parse("2001:db8::/64"), NOW, "unbanned");
    ledger.insert(ban("2001:db8:2::/64", day, false, 1), null);
    assertThat(ledger.countIpv6()).isEqualTo(2);
    ledger.rollback();
    assertThat(ledger.countIpv6()).isEqualTo(1);
    assertThat(ledger.count()).isEqualTo(2);
    ledger.close();
    open();
    assertThat(ledger.countIpv6()).isEqualTo(1);
    ledger.end(Prefix.parse("2001:db8::/64"), NOW, "unbanned");
    ledger.commit();
    assertThat(ledger.countIpv6()).isZero();
    assertThat(ledger.count()).isEqualTo(1);
  }

  @Test
  void tallyCountsWhatWasCommittedAndIsHandedOn() {
    Duration day = Duration.ofDays(1);
    ledger.insert(ban("192.0.2.1", day, false, 1), null);
    ledger.commit();
    ledger.confirm(ban("192.0.2.1", day, false, 1).confirmed(null));
    ledger.insert(ban("192.0.2.2", day, false, 1), null);
    ledger.rollback();
    assertThat(ledger.tally().made(Trigger.SYN, Evidence.PROBABLE)).isEqualTo(1);
    assertThat(ledger.tally().confirmed()).isZero();
    ledger.confirm(ban("192.0.2.1", day, false, 1).confirmed(null));
    ledger.commit();
    try (Ledger next = Ledger.open(directory.resolve("next.db"))) {
      next.inherit(ledger);
      next.insert(ban("192.0.2.3", day, false, 1), null);
      next.commit();
      assertThat(next.tally().made(Trigger.SYN, Evidence.PROBABLE)).isEqualTo(2);
      assertThat(next.tally().made(Trigger.UDP, Evidence.PROBABLE)).isZero();
      assertThat(next.tally().confirmed()).isEqualTo(1);
    }
  }

  @Test
  void newestBansAreCounted() {
    for (int i = 1; i <= 5; i++) {
      ledger.insert(ban("192.0.2." + i, Duration.ofDays(1), false, 1), null);
    }
    assertThat(ledger.countSince(NOW.minusMillis(1), 100)).isEqualTo(5);
    assertThat(ledger.countSince(NOW.minusMillis(1), 3)).isEqualTo(3);
    assertThat(ledger.countSince(NOW, 100)).isZero();
  }

  private List<String> active() {
    List<String> prefixes = new ArrayList<>();
    ledger.forEachActive(false, ban -> prefixes.add(ban.prefix().toString()));
    return prefixes;
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Ban ban = ban("192.0.2.1", Duration.ofDays(10), true, 2);
    byte[] packet = {69, 0, 1};
    ledger.insert(ban, packet);
    ledger.commit();
    assertThat(ledger.active(ban.prefix())).contains(ban);
    PastBan past = ledger.history(ban.prefix(), 10).getFirst();
    assertThat(past.ban()).isEqualTo(ban);
    assertThat(past.packet()).isEqualTo(packet);
    assertThat(past.ended()).isNull();
  }

  @Test
  void nextEndIsFoundWhicheverWayItHasMoved() {
    Ban first = ban("192.0.2.1", Duration.ofDays(5), false, 1);
    ledger.insert(first, null);
    assertThat(dueAfter(Duration.ofDays(4))).isEmpty();
    assertThat(dueAfter(Duration.ofDays(5))).containsExactly("192.0.2.1");
    assertThat(dueAfter(Duration.ofDays(4))).isEmpty();
    ledger.insert(ban("192.0.2.2", Duration.ofDays(3), false, 1), null);
    assertThat(dueAfter(Duration.ofDays(3))).containsExactly("192.0.2.2");
    assertThat(dueAfter(Duration.ofDays(2))).isEmpty();
    ledger.prolong(first.ending(NOW.plus(Duration.ofDays(2)), true));
    assertThat(dueAfter(Duration.ofDays(2))).containsExactly("192.0.2.1");
    assertThat(dueAfter(Duration.ofDays(1))).isEmpty();
    ledger.confirm(first.confirmed(NOW.plus(Duration.ofDays(1))));
    assertThat(dueAfter(Duration.ofDays(1))).containsExactly("192.0.2.1");
    assertThat(dueAfter(Duration.ZERO)).isEmpty();
    ledger.setLifetime(1, true, Evidence.PROBABLE, false, new Lifetime(1_000));
    assertThat(dueAfter(Duration.ofSeconds(1))).containsExactly("192.0.2.2");
  }

  @Test
  void nextEndIsFoundAfterAnEndThatWasTakenBack() {
    ledger.insert(ban("192.0.2.1", Duration.ofDays(1), false, 1), null);
    ledger.commit();
    assertThat(ledger.expire(NOW.plus(Duration.ofDays(1)))).isEqualTo(1);
    assertThat(dueAfter(Duration.ofDays(1))).isEmpty();
    ledger.rollback();
    assertThat(dueAfter(Duration.ofDays(1))).containsExactly("192.0.2.1");
  }

  private List<String> dueAfter(Duration time) {
    return ledger.due(NOW.plus(time), 10).stream().map(ban -> ban.prefix().toString()).toList();
  }

  @Test
  void bansEndWhenTheirTimeHasComeAndStayInTheHistory() {
    ledger.insert(ban("192.0.2.1", Duration.ofDays(1), false, 1), null);
    ledger.insert(ban("192.0.2.2", null, false, 1), null);
    assertThat(ledger.expire(NOW.plus(Duration.ofDays(1)).minusMillis(1))).isZero();
    assertThat(ledger.expire(NOW.plus(Duration.ofDays(1)))).isEqualTo(1);
    ledger.commit();
    assertThat(active()).containsExactly("192.0.2.2");
    assertThat(ledger.bansOf(Prefix.parse("192.0.2.1"))).isEqualTo(1);
    assertThat(ledger.history(Prefix.parse("192.0.2.1"), 10).getFirst().ending())
        .isEqualTo("expired");
  }

  @Test
  void thereIsOneActiveBanOfOnePrefix() {
    ledger.insert(ban("192.0.2.1", null, false, 1), null);
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> ledger.insert(ban("192.0.2.1", null, false, 1), null));
    assertThat(ledger.end(Prefix.parse("192.0.2.1"), NOW, "unbanned")).isTrue();
    ledger.insert(ban("192.0.2.1", null, false, 2), null);
    assertThat(ledger.end(Prefix.parse("192.0.2.9"), NOW, "unbanned")).isFalse();
    assertThat(ledger.bansOf(Prefix.parse("192.0.2.1"))).isEqualTo(2);
  }

  @Test
  void pastBansOfManyAreCountedAtOnce() {
    assertThat(ledger.hasPast()).isFalse();
    for (String prefix : List.of("192.0.2.1", "192.0.2.1", "2001:db8:1::/64", "192.0.2.2")) {
      ledger.insert(ban(prefix, null, false, 1), null);
      String why = prefix.equals("192.0.2.2") ? "replaced" : "unbanned";
      ledger.end(Prefix.parse(prefix), NOW, why);
    }
    ledger.insert(ban("192.0.2.3", null, false, 1), null);
    assertThat(ledger.hasPast()).isTrue();
    List<Prefix> asked = new ArrayList<>(List.of(Prefix.parse("2001:db8:1::/64")));
    for (int i = 0; i < 5_000; i++) asked.add(Prefix.parse("192.0." + i / 250 + "." + i % 250));
    assertThat(ledger.pastBansOf(asked))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(Prefix.parse("192.0.2.1"), 2, Prefix.parse("2001:db8:1::/64"), 1));
  }

  @Test
  void changedLifetimesMoveEndsFromTheirStartUnlessGivenByHand() {
    ledger.insert(ban("192.0.2.1", Duration.ofDays(10), false, 1), null);
    ledger.insert(ban("192.0.2.2", Duration.ofDays(30), false, 2), null);
    ledger.insert(ban("192.0.2.3", Duration.ofDays(180), false, 5), null);
    ledger.insert(ban("192.0.2.4", Duration.ofDays(7), true, 1), null);
    ledger.setLifetime(1, false, Evidence.PROBABLE, false, Lifetime.ofDays(3));
    ledger.setLifetime(2, true, Evidence.PROBABLE, false, Lifetime.FOREVER);
    assertThat(ends())
        .containsExactly("2026-11-25T12:00:00Z", "null", "null", "2026-11-29T12:00:00Z");
  }

  private List<String> ends() {
    ledger.commit();
    List<String> ends = new ArrayList<>();
    ledger.forEachActive(false, ban -> ends.add(String.valueOf(ban.expires())));
    return ends;
  }

  @Test
  void historyHasEveryBanAroundAnAddress() {
    ledger.insert(ban("192.0.2.1", null, false, 1), null);
    ledger.insert(ban("192.0.2.0/24", null, false, 1), null);
    ledger.insert(ban("192.0.3.0/24", null, false, 1), null);
    ledger.insert(ban("2001:db8::/64", null, false, 1), null);
    ledger.commit();
    assertThat(prefixes(ledger.history(Prefix.parse("192.0.2.1"), 10)))
        .containsExactly("192.0.2.0/24", "192.0.2.1");
    assertThat(prefixes(ledger.history(Prefix.parse("2001:db8::77"), 10)))
        .containsExactly("2001:db8::/64");
  }

  private static List<String> prefixes(List<PastBan> bans) {
    return bans.stream().map(past -> past.ban().prefix().toString()).toList();
  }

  @Test
  void networksAreNeitherAddressesNorAsWideAsOneHit() {
    for (String prefix :
        List.of(
            "192.0.2.1",
            "192.0.2.0/24",
            "10.0.0.0/8",
            "2001:db8::/64",
            "2001:db8::1",
            "2001:db8::/48")) {
      ledger.insert(ban(prefix, null, false, 1), null);
    }
    assertThat(ledger.networks(POLICY).stream().map(ban -> ban.prefix().toString()))
        .containsExactlyInAnyOrder("192.0.2.0/24", "10.0.0.0/8", "2001:db8::/48");
    assertThat(ledger.countNetworks(POLICY)).isEqualTo(3);
    assertThat(ledger.countNetworks(policy(24, 48))).isEqualTo(2);
  }

  @Test
  void countOfDroppedPacketsOnlyGrows() {
    Prefix prefix = Prefix.parse("192.0.2.1");
    ledger.insert(ban("192.0.2.1", null, false, 1), null);
    ledger.setDropped(prefix, 10);
    ledger.setDropped(prefix, 4);
    ledger.addHits(prefix, 2);
    Ban ban = ledger.active(prefix).orElseThrow();
    assertThat(ban.dropped()).isEqualTo(10);
    assertThat(ban.hits()).isEqualTo(3);
  }

  @Test
  void manyBansOfSeveralKindsAreWrittenTogetherAndFoundOneByOne() {
    List<Ban> bans = new ArrayList<>();
    for (int i = 0; i < 1_234; i++) {
      bans.add(ban("10.0." + i / 250 + "." + (1 + i % 250), Duration.ofDays(i % 7 + 1), false, 1));
      if (i % 100 == 7) bans.add(ban("2001:db8:0:" + i + "::/64", null, false, 1));
    }
    for (Ban ban : bans) ledger.insert(ban, new byte[] {1, 2, (byte) ban.port()});
    // Bans are found before they are committed, too.
    for (Ban ban : bans) assertThat(ledger.active(ban.prefix())).contains(ban);
    assertThat(ledger.history(bans.getLast().prefix(), 1).getFirst().packet())
        .containsExactly(1, 2, 23);
    ledger.commit();
    assertThat(ledger.count()).isEqualTo(bans.size());
    ledger.close();
    open();
    for (Ban ban : bans) assertThat(ledger.active(ban.prefix())).contains(ban);
    List<Ban> listed = new ArrayList<>();
    ledger.reader().list(BanQuery.ALL, _ -> true, row -> listed.add(row.ban()));
    assertThat(listed).containsExactlyElementsOf(bans.reversed());
  }

  @Test
  void rollbackBringsBackWhatWasEnded() {
    Prefix prefix = Prefix.parse("192.0.2.1");
    ledger.insert(ban("192.0.2.1", null, false, 1), null);
    ledger.commit();
    ledger.end(prefix, NOW, "unbanned");
    assertThat(ledger.active(prefix)).isEmpty();
    ledger.rollback();
    assertThat(ledger.active(prefix)).isPresent();
    assertThat(ledger.bansOf(prefix)).isEqualTo(1);
  }

  @Test
  void allowlistEntriesEnd() {
    Instant until = NOW.plusSeconds(60);
    ledger.allowed().put(new Allowed.Entry(Prefix.parse("192.0.2.1"), until, "friend"), NOW);
    ledger.allowed().put(new Allowed.Entry(Prefix.parse("192.0.2.2"), null, ""), NOW);
    assertThat(ledger.allowed().inForce(NOW)).hasSize(2);
    assertThat(ledger.allowed().inForce(until)).hasSize(1);
    assertThat(ledger.allowed().remove(Prefix.parse("192.0.2.2"))).isTrue();
    assertThat(ledger.allowed().remove(Prefix.parse("192.0.2.2"))).isFalse();
  }

  @Test
  void uncommittedWorkIsForgottenByRollback() {
    ledger.insert(ban("192.0.2.1", null, false, 1), null);
    ledger.rollback();
    ledger.insert(ban("192.0.2.2", null, false, 1), null);
    ledger.commit();
    assertThat(active()).containsExactly("192.0.2.2");
  }

  /** The file has a note of the approximate number of bans; a wrong note must do no harm. */
  @Test
  void bansAreFoundWhateverTheNoteOfTheirNumberSays() {
    for (int i = 0; i < 3_000; i++) ledger.insert(ban(address(i), null, false, 1), null);
    ledger.commit();
    assertThat(ledger.meta("bans")).contains("3000");
    for (String note : List.of("1", "-7", "9000000000000000000", "many", "2500")) {
      ledger.setMeta("bans", note);
      ledger.commit();
      ledger.close();
      open();
      for (int i = 0; i < 3_000; i++) assertThat(ledger.active(prefix(i))).isPresent();
      assertThat(ledger.count()).isEqualTo(3_000);
    }
    for (int i = 0; i < 2_999; i++) ledger.end(prefix(i), NOW, "unbanned");
    ledger.commit();
    assertThat(ledger.meta("bans")).contains("1");
  }

  @Test
  void whatEndedWhileNoDaemonRanIsNotNotedAnyMore() {
    for (int i = 0; i < 3_000; i++) {
      Duration lasts = i < 2_900 ? Duration.ofHours(1) : null;
      ledger.insert(ban(address(i), lasts, false, 1), null);
    }
    ledger.commit();
    ledger.close();
    open();
    assertThat(ledger.expire(NOW.plus(Duration.ofDays(1)))).isEqualTo(2_900);
    assertThat(ledger.count()).isEqualTo(100);
    ledger.commit();
    assertThat(ledger.meta("bans")).contains("100");
  }

  /** Blocks of rows are read in another way if no id is missing. */
  @Test
  void bansAreReadWhicheverOfThemHaveEnded() {
    List<Term> expected = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      String prefix = i % 7 == 0 ? network(i) : address(i);
      Ban ban = ban(prefix, i % 5 == 0 ? null : Duration.ofMinutes(i + 1), false, 1);
      ledger.insert(ban, null);
      ledger.setDropped(ban.prefix(), i % 3);
      Instant expires = ban.expires();
      long end = expires == null ? BanSink.NEVER : expires.toEpochMilli();
      expected.add(new Term(ban.prefix(), NOW.toEpochMilli(), end, i % 3));
    }
    ledger.commit();
    assertRead(expected);
    // Ids begin with 1; 500 are read first and then 2,000 at once.
    for (int id : new int[] {9_000, 6_600, 6_500, 2_501, 2_500, 501, 500, 499, 1}) {
      ledger.end(expected.remove(id - 1).prefix(), NOW, "unbanned");
      ledger.commit();
      assertRead(expected);
    }
    for (int from = 0; from < 4_000; from++) {
      ledger.end(expected.remove(from).prefix(), NOW, "unbanned");
    }
    ledger.commit();
    assertRead(expected);
  }

  private void assertRead(List<Term> expected) {
    ledger.close();
    open();
    List<Term> enforced = new ArrayList<>();
    ledger.enforce(
        (prefix, expires, dropped) ->
            enforced.add(new Term(prefix, NOW.toEpochMilli(), expires, dropped)));
    assertThat(enforced).isEqualTo(expected.stream().map(LedgerTest::enforced).toList());
    for (Term term : expected) assertThat(ledger.active(term.prefix())).isPresent();
    assertThat(ledger.count()).isEqualTo(expected.size());
    List<Term> paged = new ArrayList<>();
    Ledger.Page page = ledger.page(0, 1_000);
    while (!page.bans().isEmpty()) {
      paged.addAll(page.bans());
      // Every page but the last one is full.
      assertThat(page.bans())
          .hasSize(Math.min(1_000, expected.size() - paged.size() + page.bans().size()));
      page = ledger.page(page.last(), 1_000);
    }
    assertThat(paged).isEqualTo(expected);
  }

  /** A count that is not known is left out. */
  @Test
  void banWhoseRowDisagreesWithItselfIsEnforcedAllTheSame() throws SQLException {
    ledger.insert(ban("198.51.100.0/24", Duration.ofDays(1), false, 1), null);
    ledger.insert(ban("203.0.113.0/24", Duration.ofDays(1), false, 1), null);
    ledger.commit();
    ledger.close();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE ban SET length = 32");
    }
    open();
    List<String> enforced = new ArrayList<>();
    ledger.enforce((prefix, _, dropped) -> enforced.add(prefix + " " + dropped));
    assertThat(enforced).containsExactly("198.51.100.0/24 0", "203.0.113.0/24 0");
  }

  private static String network(int number) {
    return number % 2 == 0
        ? "2001:db8:%x::/64".formatted(number)
        : "172.%d.%d.0/24".formatted(16 + number / 256, number % 256);
  }

  /** Addresses are counted later. */
  private static Term enforced(Term ban) {
    long dropped = ban.prefix().isAddress() ? 0 : ban.dropped();
    return new Term(ban.prefix(), ban.since(), ban.expires(), dropped);
  }

  private static String address(int number) {
    return "10.0." + number / 250 + "." + number % 250;
  }

  private static Prefix prefix(int number) {
    return Prefix.parse(address(number));
  }

  @Test
  void confirmedBanKeepsItsHistoryAndGetsItsNewEnd() {
    Ban ban = ban("192.0.2.1", Duration.ofDays(1), false, 1);
    ledger.insert(ban, new byte[] {1});
    ledger.confirm(ban.confirmed(NOW.plus(Duration.ofDays(10))));
    Ban confirmed = ledger.active(ban.prefix()).orElseThrow();
    assertThat(confirmed.evidence()).isEqualTo(Evidence.CONFIRMED);
    assertThat(confirmed.trigger()).isEqualTo(Trigger.SYN);
    assertThat(confirmed.expires()).isEqualTo(NOW.plus(Duration.ofDays(10)));
    ledger.setLifetime(1, true, Evidence.PROBABLE, false, Lifetime.FOREVER);
    assertThat(ledger.active(ban.prefix()).orElseThrow().expires()).isNotNull();
    ledger.setLifetime(1, true, Evidence.CONFIRMED, false, Lifetime.FOREVER);
    assertThat(ledger.active(ban.prefix()).orElseThrow().expires()).isNull();
  }

  @Test
  void prolongedBanIsTheSameWithAnotherEnd() {
    Ban ban = ban("192.0.2.1", Duration.ofDays(1), false, 1);
    ledger.insert(ban, new byte[] {1});
    ledger.prolong(ban.ending(NOW.plus(Duration.ofDays(9)), true));
    Ban prolonged = ledger.active(ban.prefix()).orElseThrow();
    assertThat(prolonged).isEqualTo(ban.ending(NOW.plus(Duration.ofDays(9)), true));
    assertThat(ledger.history(ban.prefix(), 10)).hasSize(1);
    ledger.prolong(ban.ending(null, true));
    assertThat(ledger.active(ban.prefix()).orElseThrow().expires()).isNull();
    ledger.prolong(ban("192.0.2.2", null, false, 1));
    assertThat(ledger.count()).isEqualTo(1);
  }

  @Test
  void wordsAreKeptOnceAndNotMoreThanTheLimit() {
    Prefix prefix = Prefix.parse("192.0.2.1");
    ledger.say(prefix, NOW, new byte[] {9, 9, 1}, 2, 3);
    ledger.insert(ban("192.0.2.1", null, false, 1), null);
    for (int again = 0; again < 3; again++) {
      // The header differs, the payload does not.
      ledger.say(prefix, NOW, new byte[] {(byte) again, 0, 7}, 2, 3);
    }
    for (int word = 1; word <= 5; word++) {
      ledger.say(prefix, NOW, new byte[] {0, 0, (byte) word}, 2, 3);
    }
    ledger.commit();
    assertThat(ledger.history(prefix, 1).getFirst().said())
        .containsExactly(new byte[] {0, 0, 7}, new byte[] {0, 0, 1}, new byte[] {0, 0, 2});
  }

  @Test
  void observedSendersAreNoBansAndAreForgottenWhenTheirBanWouldEnd() {
    Ban asIf = ban("192.0.2.1", Duration.ofDays(1), false, 1);
    ledger.observed().record(asIf, new byte[] {1, 2});
    assertThat(ledger.observed().count()).isEqualTo(1);
    ledger.observed().record(asIf, null);
    // Another hit does not count as another sender.
    assertThat(ledger.observed().count()).isEqualTo(1);
    ledger.commit();
    assertThat(active()).isEmpty();
    assertThat(ledger.count()).isZero();
    PastBan observed = ledger.observed().find(asIf.prefix()).orElseThrow();
    assertThat(observed.ban().hits()).isEqualTo(2);
    assertThat(observed.packet()).containsExactly(1, 2);
    List<Ban> listed = new ArrayList<>();
    BanQuery recorded =
        new BanQuery(true, null, Set.of(23), null, null, null, "", 0, BanQuery.Order.NEWEST, 0);
    ledger.reader().list(recorded, _ -> true, row -> listed.add(row.ban()));
    assertThat(listed).hasSize(1);
    ledger.observed().expire(NOW.plus(Duration.ofDays(1)));
    assertThat(ledger.observed().find(asIf.prefix())).isEmpty();
    assertThat(ledger.observed().count()).isZero();
  }

  private List<String> listed(BanQuery query) {
    List<String> all = new ArrayList<>();
    ledger.reader().list(query, _ -> true, row -> all.add(row.ban().prefix().toString()));
    List<String> prefixes = new ArrayList<>();
    ledger.reader().listPrefixes(query, prefixes::add);
    assertThat(prefixes).isEqualTo(all);
    return all;
  }

  private static BanQuery query(String touching, String begins, BanQuery.Order order) {
    Prefix prefix = touching.isEmpty() ? null : Prefix.parse(touching);
    return new BanQuery(false, null, Set.of(), null, null, prefix, begins, 0, order, 0);
  }

  @Test
  void aListIsOfSomeBansInAnOrder() {
    ledger.insert(ban("192.0.2.1", null, false, 3), null);
    ledger.insert(ban("192.0.3.0/24", null, false, 1), null);
    ledger.insert(ban("192.0.20.3", null, false, 2), null);
    ledger.insert(ban("2001:db8:7::/64", null, false, 1), null);
    ledger.addHits(Prefix.parse("192.0.3.0/24"), 100);
    ledger.setDropped(Prefix.parse("192.0.20.3"), 9);
    ledger.commit();
    BanQuery.Order newest = BanQuery.Order.NEWEST;
    assertThat(listed(query("", "192.0.2", newest))).containsExactly("192.0.20.3", "192.0.2.1");
    assertThat(listed(query("192.0.2.0/23", "", newest)))
        .containsExactly("192.0.3.0/24", "192.0.2.1");
    assertThat(listed(query("192.0.3.77", "", newest))).containsExactly("192.0.3.0/24");
    assertThat(listed(query("2001:db8:7::5", "", newest))).containsExactly("2001:db8:7::/64");
    assertThat(listed(query("", "", BanQuery.Order.HITS)).getFirst()).isEqualTo("192.0.3.0/24");
    assertThat(listed(query("", "", BanQuery.Order.DROPPED)).getFirst()).isEqualTo("192.0.20.3");
    assertThat(listed(query("", "", BanQuery.Order.REPEATS)))
        .containsExactly("192.0.2.1", "192.0.20.3", "2001:db8:7::/64", "192.0.3.0/24");
    assertThat(listed(query("192.0.2.0/23", "", newest).page(0, 1)))
        .containsExactly("192.0.3.0/24");
    assertThat(listed(BanQuery.ALL.page(3, 1))).containsExactly("192.0.3.0/24");
  }

  @Test
  void aLimitCountsOnlyWhatIsWanted() {
    for (int i = 1; i <= 6; i++) ledger.insert(ban("192.0.2." + i, null, false, i % 2), null);
    ledger.commit();
    List<String> all = new ArrayList<>();
    ledger
        .reader()
        .list(
            BanQuery.ALL.page(0, 2),
            row -> row.ban().nth() == 1,
            row -> all.add(row.ban().prefix().toString()));
    assertThat(all).containsExactly("192.0.2.5", "192.0.2.3");
  }

  @Test
  void prefixesThatCameBackOftenAreFound() {
    ledger.insert(ban("192.0.2.1", null, false, 2), null);
    ledger.insert(ban("192.0.2.2", null, false, 3), null);
    ledger.insert(ban("192.0.2.3", null, false, 9), null);
    ledger.commit();
    assertThat(ledger.reader().repeated(10))
        .containsExactly(new Count("192.0.2.3", 9), new Count("192.0.2.2", 3));
    assertThat(ledger.reader().repeated(1)).hasSize(1);
  }

  @Test
  void offendersAreDistinctActiveBans() {
    Prefix network = Prefix.parse("2001:db8:1:100::/56");
    for (String prefix : List.of("2001:db8:1:101::/64", "2001:db8:1:102::/64")) {
      ledger.insert(ban(prefix, null, false, 1), null);
      ledger.offenders().add(network, Prefix.parse(prefix));
      ledger.offenders().add(network, Prefix.parse(prefix));
    }
    assertThat(ledger.offenders().count(network)).isEqualTo(2);
    ledger.end(Prefix.parse("2001:db8:1:101::/64"), NOW, "expired");
    assertThat(ledger.offenders().count(network)).isEqualTo(1);
    ledger.offenders().clear();
    assertThat(ledger.offenders().count(network)).isZero();
  }

  @Test
  void ledgerOfTheFirstVersionIsBroughtUpToDateWithItsBans() throws Exception {
    Path file = directory.resolve("old.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      for (String sql : Schema.CREATE) statement.execute(sql);
      statement.execute("PRAGMA user_version = 1");
      statement.execute(
          "INSERT INTO ban VALUES (1, '192.0.2.1', 0, 32, 0, NULL, 0, 'syn', 'probable', 'tcp', 23,"
              + " 1, 0, 1, '', 'wan', NULL, NULL, NULL), (2, '192.0.2.2', 0, 32, 0, NULL, 0, 'syn',"
              + " 'probable', 'tcp', 23, 1, 0, 1, '', 'wan', NULL, 5000, 'unbanned')");
    }
    try (Ledger old = Ledger.open(file)) {
      assertThat(old.count()).isEqualTo(1);
      assertThat(old.history(Prefix.parse("192.0.2.1"), 1).getFirst().said()).isEmpty();
      assertThat(old.active(Prefix.parse("192.0.2.2"))).isEmpty();
      assertThat(old.lastEnd(Prefix.parse("192.0.2.2"))).contains(Instant.ofEpochSecond(5));
      assertThat(old.bansOf(Prefix.parse("192.0.2.2"))).isEqualTo(1);
      assertThat(old.history().counted()).isZero();
      List<String> all = new ArrayList<>();
      long last = old.bansAfter(0, 10, listed -> all.add(listed.ban().prefix().toString()));
      assertThat(all).containsExactly("192.0.2.1", "192.0.2.2");
      assertThat(last).isEqualTo(2);
    }
    // Only once.
    Ledger.open(file).close();
  }

  @Test
  void damagedFileIsToldApartFromOtherTrouble() throws Exception {
    Path garbage = directory.resolve("garbage.db");
    Files.write(garbage, "no database ".repeat(1000).getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledger.open(garbage))
        .matches(LedgerException::isCorrupt);
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledger.open(directory.resolve("none/ledger.db")))
        .matches(e -> !e.isCorrupt());
  }

  @ParameterizedTest
  @CsvSource({
    "mkdir,a directory",
    "mkfifo,no regular file",
    "ln -s /dev/zero,a symbolic link",
    "ln -s elsewhere,a symbolic link"
  })
  @Timeout(10)
  void whatIsNoRegularFileIsNotOpened(String how, String what) throws Exception {
    Path other = directory.resolve("other.db");
    assertThat(new ProcessBuilder("sh", "-c", how + " " + other).start().waitFor()).isZero();
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledger.open(other))
        .withMessage("open the ledger " + other + ": it is " + what);
    assertThat(Files.exists(directory.resolve("elsewhere"))).isFalse();
    Files.delete(other);
  }

  @Test
  void theMapCountsIpv4BansByTheirFirstTwoBytes() {
    for (String text :
        List.of("203.0.113.7", "203.0.200.0/24", "0.1.2.3", "255.255.0.1", "2001:db8::/64")) {
      ledger.insert(ban(text, Duration.ofHours(1), false, 1), null);
    }
    ledger.commit();
    int[] map = ledger.reader().map();
    assertThat(map[203 << 8]).isEqualTo(2);
    assertThat(map[1]).isEqualTo(1);
    assertThat(map[0xffff]).isEqualTo(1);
    assertThat(IntStream.of(map).sum()).isEqualTo(4);
  }
}
