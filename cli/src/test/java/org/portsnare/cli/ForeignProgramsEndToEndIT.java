package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** Firewall commands of other programs: Portsnare restores its table and leaves their rules. */
final class ForeignProgramsEndToEndIT {
  /** Without the flags owner and persist, as on kernels before 6.9. */
  private static final String SHARED = "# daemon: own-table = false\n";

  private Guarded guarded;
  private Probe probe;

  private void start(String toml) {
    guarded = Guarded.start(toml);
    probe = new Probe(guarded.lab());
  }

  @AfterEach
  void stop() {
    if (probe != null) probe.close();
    guarded.close();
  }

  private void banThree() {
    probe.syn("203.0.113.1", HOST4, 23);
    probe.syn("2001:db8:bad:1::5", HOST6, 23);
    guarded.portsnare("ban", "203.0.113.128/26");
    guarded.awaitBanned("203.0.113.1");
    guarded.awaitBanned("2001:db8:bad:1::/64");
  }

  private void assertThreeBanned() {
    assertThat(guarded.bannedQuickly())
        .containsExactlyInAnyOrder("203.0.113.1", "2001:db8:bad:1::/64", "203.0.113.128/26");
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("203.0.113.130", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("2001:db8:bad:1::5", HOST6)).isEqualTo(Scanner.Answer.SILENCE);
  }

  @Test
  void flushAndDeleteByOthersLetNoPacketThroughAnOwnedTable() throws Exception {
    start("");
    assertThat(guarded.client().status().rules().table()).isEqualTo("owner+persist");
    banThree();
    Passed passed = Passed.from(guarded.lab(), "203.0.113.1");
    Process stream = stream("203.0.113.1");
    try {
      for (int i = 0; i < 20; i++) {
        guarded.lab().onHost("nft", "delete", "table", "inet", "portsnare");
        // The counting table has no owner, so it is flushed too and made again. So far it counted
        // nothing.
        assertThat(passed.packets()).isZero();
        assertThat(guarded.lab().onHost("nft", "flush", "ruleset").exit()).isZero();
        passed = Passed.from(guarded.lab(), "203.0.113.1");
      }
      Await.until(
          "the stream runs",
          Duration.ofSeconds(5),
          () ->
              guarded.client().explain("203.0.113.1").history().getFirst().ban().dropped() > 5_000);
      assertThat(passed.packets()).isZero();
    } finally {
      stream.destroy();
      stream.waitFor();
    }
    assertThreeBanned();
    assertThat(guarded.client().status().reconciler().drift()).isZero();
  }

  private Process stream(String sender) throws IOException {
    return guarded
        .lab()
        .worldProcess("hping3", "-2", "-q", "-i", "u100", "-a", sender, "-p", "40000", HOST4)
        .start();
  }

  @Test
  void sharedTableIsBackWithinFiftyMillisecondsWithEveryBan() throws Exception {
    start(SHARED);
    assertThat(guarded.client().status().rules().table()).isEqualTo("shared, watched");
    banThree();
    Process stream = stream("203.0.113.1");
    List<Long> gaps = new ArrayList<>();
    long sentBefore = sentByWorld();
    long start = System.nanoTime();
    double packetsPerMilli;
    try {
      for (int i = 0; i < 20; i++) {
        Passed passed = Passed.from(guarded.lab(), "203.0.113.1");
        boolean flush = i % 2 == 0;
        String command = flush ? "nft flush ruleset" : "nft delete table inet portsnare";
        assertThat(guarded.lab().onHost(command.split(" ", -1)).exit()).isZero();
        awaitTable(command);
        if (flush) continue;
        gaps.add(passed.packets());
        guarded.lab().onHost("nft", "delete", "table", "inet", passed.table());
      }
      packetsPerMilli = (sentByWorld() - sentBefore) / ((System.nanoTime() - start) / 1e6);
    } finally {
      stream.destroy();
      stream.waitFor();
    }
    assertThreeBanned();
    // The log collapses equal lines, so there may be fewer than 20.
    assertThat(rebuildMillis()).isNotEmpty().allMatch(millis -> millis <= 50);
    // The number of passed packets measures the gap, with the real rate of the stream.
    assertThat(packetsPerMilli).isGreaterThan(1);
    List<Double> millis = gaps.stream().map(passed -> passed / packetsPerMilli).toList();
    System.out.printf(
        "gaps of a shared table, ms: %.1f a packet/ms, %s%n", packetsPerMilli, millis);
    assertThat(millis).hasSize(10).allMatch(gap -> gap <= 50);
    probe.syn("203.0.113.9", HOST4, 23);
    guarded.awaitBanned("203.0.113.9");
  }

  /** Packets that have left the world for the host. */
  private long sentByWorld() {
    String count =
        guarded.lab().inWorld("cat", "/sys/class/net/eth0/statistics/tx_packets").out().strip();
    return Long.parseLong(count);
  }

  /**
   * Waits twice the limit before the first check. Starting nft takes longer than the measured time,
   * and it would take processor time from the daemon.
   */
  private void awaitTable(String after) {
    LockSupport.parkNanos(100_000_000L);
    Await.until(
        "the table is back with its bans after " + after,
        Duration.ofSeconds(2),
        () ->
            guarded
                .lab()
                .onHost("nft", "list", "table", "inet", "portsnare")
                .out()
                .contains("203.0.113.1 "));
  }

  /** Milliseconds from the kernel's event to the committed table, from the daemon's log. */
  private List<Long> rebuildMillis() {
    var matcher = Pattern.compile("made anew took=(\\d+)ms").matcher(guarded.log());
    return matcher.results().map(result -> Long.parseLong(result.group(1))).toList();
  }

  @Test
  void ruleInsertedByOthersIsTakenOut() {
    start(SHARED);
    banThree();
    String insert = "nft insert rule inet portsnare prerouting accept";
    assertThat(guarded.lab().onHost(insert.split(" ", -1)).exit()).isZero();
    Await.until(
        "the rules are ours again",
        Duration.ofSeconds(2),
        () -> probe.ping("203.0.113.1", HOST4) == Scanner.Answer.SILENCE);
    assertThat(rebuildMillis()).isNotEmpty();
    assertThreeBanned();
  }

  @Test
  void elementRemovedByOthersIsPutBack() {
    start(SHARED);
    banThree();
    assertThat(
            guarded
                .lab()
                .onHost(
                    "nft", "delete", "element", "inet", "portsnare", "banned4", "{ 203.0.113.1 }")
                .exit())
        .isZero();
    Await.until(
        "the ban is back",
        Duration.ofSeconds(2),
        () ->
            guarded
                    .lab()
                    .onHost(
                        "nft", "get", "element", "inet", "portsnare", "banned4", "{ 203.0.113.1 }")
                    .exit()
                == 0);
    assertThat(guarded.client().status().reconciler().repaired()).isPositive();
  }

  @Test
  void elementsRemovedByOthersFromAmongThousandsArePutBack() {
    start(SHARED);
    banMany(9_000);
    // A restored ban has no counter until a pass adds one.
    guarded.stop();
    assertThat(guarded.portsnare("down").exit()).isZero();
    guarded.start();
    Await.until("all are counted", Duration.ofSeconds(20), () -> counted() == 9_000);
    // First and last of each group that is looked up together, and of all bans.
    List<String> removed =
        IntStream.of(0, 1_799, 1_800, 2_199, 2_200, 3_999, 4_000, 6_199, 6_200, 7_999, 8_000, 8_999)
            .mapToObj(ForeignProgramsEndToEndIT::scattered)
            .toList();
    String elements = "{ " + String.join(", ", removed) + " }";
    assertThat(nftElement("delete", elements).exit()).isZero();
    Await.until(
        "all are repaired",
        Duration.ofSeconds(5),
        () -> guarded.client().status().reconciler().repaired() == removed.size());
    Lab.Result back = nftElement("get", elements);
    assertThat(back.exit()).as(back.err()).isZero();
    assertThat(back.out()).contains(removed);
  }

  /** Earlier, each change started the pass again, so that it never ended. */
  @Test
  void programThatChangesElementsAgainAndAgainDoesNotKeepOthersFromBeingPutBack() throws Exception {
    start(SHARED + "[ban]\nmax = 250000\n");
    banMany(200_000);
    String first = "{ " + scattered(0) + " }";
    String changes =
        "while nft delete element inet portsnare banned4 '"
            + first
            + "' ; do"
            + " nft add element inet portsnare banned4 '"
            + first
            + "'; done";
    Process other = guarded.lab().hostProcess("sh", "-c", changes).start();
    try {
      String last = "{ " + scattered(199_999) + " }";
      assertThat(nftElement("delete", last).exit()).isZero();
      Await.until(
          "the last one is back",
          Duration.ofSeconds(60),
          () -> guarded.client().explain(scattered(199_999)).inKernel());
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroy();
      other.waitFor();
    }
  }

  private void banMany(int count) {
    guarded.ban(IntStream.range(0, count).mapToObj(ForeignProgramsEndToEndIT::scattered));
  }

  private long counted() {
    String set = guarded.lab().onHost("nft", "list", "set", "inet", "portsnare", "banned4").out();
    return Pattern.compile("11\\.0\\.\\S+ counter ").matcher(set).results().count();
  }

  private Lab.Result nftElement(String verb, String elements) {
    return guarded.lab().onHost("nft", verb, "element", "inet", "portsnare", "banned4", elements);
  }

  private static String scattered(int index) {
    return "11." + index / 62_500 + "." + index / 250 % 250 + "." + index % 250;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", SHARED})
  void downLeavesTheRulesetByteForByteAsItWas(String toml) {
    guarded = Guarded.prepare(toml);
    foreignTables();
    String before = guarded.lab().onHost("nft", "-s", "list", "ruleset").out();
    String iptables = guarded.lab().onHost("iptables-nft-save").out();
    assertThat(before).contains("table inet other").contains("table ip filter");
    guarded.start();
    probe = new Probe(guarded.lab());
    banThree();
    guarded.portsnare("reload");
    assertThat(without(guarded.lab().onHost("nft", "-s", "list", "ruleset").out()))
        .isEqualTo(before);
    assertThat(guarded.portsnare("down").out()).contains("table removed");
    Await.until("its end", Duration.ofSeconds(5), () -> !guarded.process().isAlive());
    assertThat(guarded.lab().onHost("nft", "-s", "list", "ruleset").out()).isEqualTo(before);
    assertThat(withoutTimes(guarded.lab().onHost("iptables-nft-save").out()))
        .isEqualTo(withoutTimes(iptables));
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
  }

  @Test
  void downRemovesTheOrphanOfKilledDaemon() {
    start("");
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
    guarded.kill();
    assertThat(guarded.lab().onHost("nft", "list", "ruleset").out()).contains("portsnare");
    assertThat(guarded.portsnare("down").out()).isEqualTo("table removed\n");
    assertThat(guarded.lab().onHost("nft", "list", "ruleset").out()).isEmpty();
    assertThat(guarded.portsnare("down").out()).isEqualTo("there was no table\n");
    guarded.start();
    assertThat(guarded.banned()).containsExactly("203.0.113.1");
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  private void foreignTables() {
    String rules =
        """
        table inet other {
          set blocked {
            type ipv4_addr
            flags timeout
            elements = { 192.0.2.1 timeout 1d }
          }
          chain input {
            type filter hook input priority filter
            ip saddr @blocked drop
            tcp dport 22 counter accept
          }
        }
        """;
    assertThat(guarded.lab().onHostWithInput(rules, "nft", "-f", "-").exit()).isZero();
    for (String rule :
        List.of("-A INPUT -s 192.0.2.7 -j DROP", "-A FORWARD -p tcp --dport 80 -j ACCEPT")) {
      String[] words = ("iptables-nft " + rule).split(" ", -1);
      Lab.Result result = guarded.lab().onHost(words);
      assertThat(result.exit()).as(result.err()).isZero();
    }
  }

  /** The listing without our own table. */
  private static String without(String ruleset) {
    return ruleset.replaceFirst("(?s)table inet portsnare \\{.*?\\n\\}\\n", "");
  }

  private static String withoutTimes(String save) {
    return save.replaceAll("(?m)^#.*$", "").replaceAll("\\[\\d+:\\d+]", "");
  }
}
