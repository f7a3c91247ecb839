package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.BanView;
import org.portsnare.view.CoverageView;

/** With {@code traps.closed} every port without a service is a trap, and no other port. */
final class ClosedTrapsEndToEndIT {
  private static final String CLOSED = "[traps]\nclosed = true\n";
  private static final String CLIENT4 = "203.0.113.1";
  private static final String CLIENT6 = "2001:db8:bad:1::5";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Guarded guarded;
  private Probe probe;

  private void start(String toml) {
    guarded = Guarded.start(toml);
    probe = new Probe(guarded.lab());
  }

  @AfterEach
  void stop() {
    if (probe != null) probe.close();
    if (guarded != null) guarded.close();
  }

  private BanView ban(String sender) {
    return guarded.client().explain(sender).history().getFirst().ban();
  }

  private void assertBans(String sender, String host, int port) {
    probe.syn(sender, host, port);
    assertThat(probe.ping(sender, host)).isEqualTo(Scanner.Answer.SILENCE);
  }

  /** The client meets a closed port, and the host still answers it. */
  private void assertSpares(int port) {
    assertThat(probe.tcp(CLIENT4, HOST4, port)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.tcp(CLIENT6, HOST6, port)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.ping(CLIENT4, HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.banned()).isEmpty();
  }

  private void awaitServed(int port) {
    Await.until("port " + port + " is known", PATIENCE, () -> served().contains(" " + port + " "));
  }

  private String served() {
    String set =
        guarded.lab().onHost("nft", "-n", "list", "set", "inet", "portsnare", "served").out();
    return set.replaceAll("[{},\\s]+", " ");
  }

  private void onHost(String rules) {
    assertThat(guarded.lab().onHostWithInput(rules, "nft", "-f", "-").exit()).isZero();
  }

  private static Duration length(BanView ban) {
    return Duration.between(ban.since(), ban.expires());
  }

  @Test
  void theFirstTouchBansForAnHourAndTheNextByRepeat() {
    start(CLOSED);
    assertBans("203.0.113.7", HOST4, 31_337);
    assertBans("2001:db8:bad:2::5", HOST6, 9_101);
    guarded.awaitBanned("203.0.113.7");
    guarded.awaitBanned("2001:db8:bad:2::/64");
    BanView first = ban("203.0.113.7");
    assertThat(first.trigger()).isEqualTo("closed");
    assertThat(first.evidence()).isEqualTo("probable");
    assertThat(length(first)).isEqualTo(Duration.ofHours(1));
    String set = guarded.lab().onHost("nft", "list", "set", "inet", "portsnare", "banned4").out();
    assertThat(set).contains("timeout 1h");
    assertThat(guarded.portsnare("explain", "203.0.113.7").out()).contains("31337");
    assertThat(guarded.portsnare("unban", "203.0.113.7").exit()).isZero();
    assertBans("203.0.113.7", HOST4, 89);
    guarded.awaitBanned("203.0.113.7");
    assertThat(length(ban("203.0.113.7"))).isEqualTo(Duration.ofDays(30));
    Await.until(
        "the kernel follows",
        PATIENCE,
        () ->
            guarded
                .lab()
                .onHost("nft", "list", "set", "inet", "portsnare", "banned4")
                .out()
                .contains("expires 29d"));
    // A named trap keeps its rule.
    probe.tcp("203.0.113.8", HOST4, 23);
    guarded.awaitBanned("203.0.113.8");
    assertThat(length(ban("203.0.113.8"))).isEqualTo(Duration.ofDays(10));
    // A shorter expire-closed shortens the bans of closed traps only.
    guarded.configure(CLOSED + "[ban]\nexpire-closed = \"30m\"\n");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    assertThat(length(ban("2001:db8:bad:2::5"))).isEqualTo(Duration.ofMinutes(30));
    assertThat(length(ban("203.0.113.8"))).isEqualTo(Duration.ofDays(10));
    // Turning it off does not make these bans longer.
    guarded.configure("");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    assertThat(length(ban("2001:db8:bad:2::5"))).isEqualTo(Duration.ofMinutes(30));
  }

  /** The daemon has run without closed traps. Then they are turned on, and the host boots. */
  @Test
  void whatListenedBeforeItWasTurnedOn() throws Exception {
    guarded = Guarded.prepare("");
    try (Service service = Service.on(guarded.lab(), 7_001)) {
      assertThat(service).isNotNull();
      guarded.start();
      guarded.configure(CLOSED);
      assertThat(guarded.terminate()).isEqualTo(143);
    }
    probe = new Probe(guarded.lab());
    reboot();
    assertSpares(7_001);
    assertBans("203.0.113.9", HOST4, 7_002);
  }

  @Test
  void portsThatAreTriedInGoodFaith() {
    start(CLOSED);
    for (int port : new int[] {22, 25, 80, 113, 443, 853, 8443}) assertSpares(port);
    assertThat(guarded.portsnare("status").out()).contains("any TCP port on which nothing listens");
    assertThat(guarded.portsnare("check").out()).contains("; the first for a closed port 1h");
    guarded.configure("[traps]\nclosed = true\nexcept = [22]\n");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    assertSpares(22);
    assertBans("203.0.113.9", HOST4, 443);
  }

  @Test
  void aServiceInOneFamilyOrOnAnotherAddress() throws Exception {
    start(CLOSED);
    guarded.lab().onHost("ip", "address", "add", "198.51.100.77/32", "dev", "wan");
    Process ipv4 = listener("TCP4-LISTEN:7001");
    Process ipv6 = listener("TCP6-LISTEN:7002,ipv6only=1");
    Process elsewhere = listener("TCP4-LISTEN:7003,bind=198.51.100.77");
    Process local = listener("TCP4-LISTEN:7004,bind=127.0.0.1");
    try {
      for (int port = 7_001; port <= 7_004; port++) awaitServed(port);
      assertThat(probe.tcp(CLIENT6, HOST6, 7_001)).isEqualTo(Scanner.Answer.CLOSED);
      assertThat(probe.tcp(CLIENT4, HOST4, 7_002)).isEqualTo(Scanner.Answer.CLOSED);
      assertSpares(7_003);
      assertSpares(7_004);
      assertBans("203.0.113.9", HOST4, 7_005);
    } finally {
      for (Process process : new Process[] {ipv4, ipv6, elsewhere, local}) process.destroy();
    }
  }

  private Process listener(String what) throws Exception {
    return guarded
        .lab()
        .hostProcess("socat", what + ",fork,reuseaddr", "EXEC:cat")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Peers and clients try a port for days after its service has ended or moved. */
  @Test
  void aServiceThatHasEndedAlsoAfterRestartAndReboot() throws Exception {
    start(CLOSED);
    try (Service torrent = Service.on(guarded.lab(), 6_881)) {
      assertThat(torrent).isNotNull();
      awaitServed(6_881);
    }
    assertSpares(6_881);
    // The service has moved to another port.
    try (Service moved = Service.on(guarded.lab(), 6_882)) {
      assertThat(moved).isNotNull();
      assertSpares(6_881);
    }
    assertThat(guarded.terminate()).isEqualTo(143);
    assertSparesWithoutDaemon();
    guarded.start();
    assertSpares(6_881);
    guarded.kill();
    guarded.start();
    assertSpares(6_881);
    assertThat(guarded.terminate()).isEqualTo(143);
    reboot();
    assertSpares(6_881);
    // Another program deletes the table.
    guarded.lab().onHost("nft", "flush", "ruleset");
    assertSpares(6_881);
    assertBans("203.0.113.9", HOST4, 6_883);
  }

  private void assertSparesWithoutDaemon() {
    assertThat(probe.tcp(CLIENT4, HOST4, 6_881)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.ping(CLIENT4, HOST4)).isEqualTo(Scanner.Answer.OPEN);
  }

  private void reboot() {
    probe.close();
    guarded.lab().rebootHost();
    guarded.start();
    probe = new Probe(guarded.lab());
  }

  /** Simulates days: makes the ledger's entries of ports older. */
  @Test
  void aServiceThatIsDownForADayAndOneThatIsGoneForAWeek() throws Exception {
    start(CLOSED);
    assertThat(guarded.terminate()).isEqualTo(143);
    long day = Duration.ofDays(1).toMillis();
    try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + guarded.ledger());
        Statement statement = ledger.createStatement()) {
      statement.executeUpdate(
          "REPLACE INTO meta VALUES ('served_ports', '%d %d %d %d')"
              .formatted(7_001, day, 7_002, 7 * day + 60_000));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    reboot();
    assertSpares(7_001);
    assertThat(served()).contains("7001 timeout 604800s expires 5183");
    assertBans("203.0.113.9", HOST4, 7_002);
  }

  @Test
  void aPortIsATrapAgainOnceRecentlyOpenHasPassed() {
    start(CLOSED + "recently-open = \"4s\"\n");
    try (Service service = Service.on(guarded.lab(), 7_001)) {
      assertThat(service).isNotNull();
      awaitServed(7_001);
    }
    assertSpares(7_001);
    Await.until("it is forgotten", PATIENCE, () -> !served().contains(" 7001 "));
    assertBans(CLIENT4, HOST4, 7_001);
  }

  /** A container is stopped, and its rule is gone; only its answers had shown the port. */
  @Test
  void aPublishedPortWhoseContainerIsStopped() throws InterruptedException {
    start(CLOSED);
    guarded.lab().addInside();
    onHost(
        """
        table ip nat {
          chain prerouting {
            type nat hook prerouting priority dstnat
            iifname "wan" tcp dport 8500 dnat to 10.99.0.2:80
          }
        }
        """);
    try (Service service = Service.inside(guarded.lab(), 80)) {
      assertThat(service).isNotNull();
      assertThat(probe.tcp(CLIENT4, HOST4, 8_500)).isEqualTo(Scanner.Answer.OPEN);
    }
    onHost("delete table ip nat\n");
    assertSpares(8_500);
    // A port that only the kernel knows gets into the ledger.
    guarded.kill();
    guarded.start();
    assertThat(guarded.terminate()).isEqualTo(143);
    reboot();
    assertSpares(8_500);
    assertBans("203.0.113.9", HOST4, 8_501);
  }

  @Test
  void observeSaysWhatItWouldDo() {
    start("observe = true\n" + CLOSED);
    assertThat(probe.tcp("203.0.113.7", HOST4, 31_337)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    Await.until(
        "it is recorded",
        PATIENCE,
        () -> {
          Lab.Result list = guarded.portsnare("list", "--observed");
          return list.out().contains("203.0.113.7") && list.out().contains("59m");
        });
  }

  /** A sender at a port without service counts as caught or missed; other senders do not count. */
  @Test
  void coverage() {
    start("");
    try (Service service = Service.on(guarded.lab(), 8_081)) {
      assertThat(service).isNotNull();
      assertThat(guarded.client().status().coverage()).isEqualTo(new CoverageView(0, 0));
      assertThat(probe.tcp("203.0.113.1", HOST4, 8_081)).isEqualTo(Scanner.Answer.OPEN);
      for (int i = 2; i <= 4; i++) probe.tcp("203.0.113." + i, HOST4, 31_337);
      probe.tcp(CLIENT6, HOST6, 31_337);
      probe.syn("203.0.113.5", HOST4, 23);
      // This sender was missed first.
      probe.syn("203.0.113.4", HOST4, 23);
      guarded.awaitBanned("203.0.113.5");
      guarded.awaitBanned("203.0.113.4");
    }
    awaitCoverage(2, 3);
    assertThat(guarded.portsnare("status").out())
        .contains(
            "40 %: 2 of 5 new senders at ports without a service, within 24 hours, were banned");
    // A ban that has ended still counts as a catch.
    assertThat(guarded.portsnare("unban", "203.0.113.4").exit()).isZero();
    assertThat(guarded.portsnare("ban", "203.0.113.6").exit()).isZero();
    guarded.configure(CLOSED);
    assertThat(guarded.portsnare("reload").exit()).isZero();
    probe.syn("203.0.113.2", HOST4, 31_337);
    guarded.awaitBanned("203.0.113.2");
    awaitCoverage(3, 2);
  }

  private void awaitCoverage(long caught, long missed) {
    Await.until(
        caught + " caught and " + missed + " missed",
        Duration.ofSeconds(25),
        () -> guarded.client().status().coverage().equals(new CoverageView(caught, missed)));
  }
}
