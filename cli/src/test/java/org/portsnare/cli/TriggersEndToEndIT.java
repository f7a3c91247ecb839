package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.control.Route;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.BanView;
import org.portsnare.view.CoverageView;
import org.portsnare.view.Views;

/** Each kind of trap, on the real kernel, with real tools. */
final class TriggersEndToEndIT {
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
    probe = null;
    guarded = null;
  }

  private BanView ban(String sender) {
    return guarded.client().explain(sender).history().getFirst().ban();
  }

  private Lab.Result hping(String sender, String... arguments) {
    String[] command = new String[arguments.length + 8];
    System.arraycopy(
        new String[] {"hping3", "-c", "1", "-i", "u1000", "-a", sender}, 0, command, 0, 7);
    System.arraycopy(arguments, 0, command, 7, arguments.length);
    command[command.length - 1] = HOST4;
    return guarded.lab().inWorld(command);
  }

  @Test
  void stealthProbesToAnyPortBan() {
    start("");
    int last = 10;
    for (String flags : List.of("", "-F", "-FPU", "-SF", "-SR", "-SFRPAU")) {
      String sender = "203.0.113." + last++;
      // A port that is not a trap and has no listener.
      if (flags.isEmpty()) hping(sender, "-p", "82");
      else hping(sender, flags, "-p", "82");
      guarded.awaitBanned(sender);
      assertThat(ban(sender).trigger()).as(flags).isEqualTo("stealth");
      assertThat(ban(sender).evidence()).isEqualTo("probable");
      assertThat(probe.ping(sender, HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    }
    assertThat(guarded.portsnare("explain", "203.0.113.10").out())
        .contains("a packet that no TCP sends, to port 82");
    guarded
        .lab()
        .inWorld(
            "nmap",
            "-6",
            "-n",
            "-Pn",
            "-sN",
            "-p",
            "82",
            "-S",
            "2001:db8:bad:5::5",
            "-e",
            "eth0",
            HOST6);
    guarded.awaitBanned("2001:db8:bad:5::/64");
  }

  @Test
  void stealthCanBeTurnedOff() {
    start("[traps]\nstealth = false\n");
    hping("203.0.113.1", "-FPU", "-p", "23");
    hping("203.0.113.2", "-p", "82");
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(probe.ping("203.0.113.2", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.banned()).isEmpty();
  }

  @Test
  void tinyFragmentsBanWhereNothingPutsThemTogether() {
    // With prove the kernel tracks connections, so it reassembles the SYN.
    for (String toml : List.of("[traps]\nprove = false\n", "")) {
      start(toml);
      guarded
          .lab()
          .inWorld(
              "nmap",
              "-n",
              "-Pn",
              "-sS",
              "-f",
              "-p",
              "23",
              "-S",
              "203.0.113.3",
              "-e",
              "eth0",
              "--max-retries",
              "0",
              HOST4);
      guarded.awaitBanned("203.0.113.3");
      stop();
    }
  }

  @Test
  void datagramsToUdpTrapsAreRecordedAndBanNobody() {
    start("[traps]\nudp = [161, 1900]\n");
    assertThat(probe.udp("203.0.113.1", HOST4, 161)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.udp("203.0.113.1", HOST4, 1900)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.udp("2001:db8:bad:1::5", HOST6, 161)).isEqualTo(Scanner.Answer.SILENCE);
    Await.until("both are recorded", Duration.ofSeconds(2), () -> observed().lines().count() == 2);
    assertThat(guarded.banned()).isEmpty();
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.portsnare("list", "--observed").out())
        .contains("203.0.113.1")
        .contains("2001:db8:bad:1::/64")
        .contains("udp");
    assertThat(guarded.portsnare("explain", "203.0.113.1").out())
        .contains("203.0.113.1 is not banned")
        .contains("a datagram to trap port udp 161");
  }

  private String observed() {
    return guarded.client().get(Route.LIST, Map.of("format", "plain", "observed", "true"));
  }

  @Test
  void datagramsBanWhereTheyAreAskedTo() {
    start("[traps]\nudp = [161]\nudp-bans = true\n");
    // A socket receives it, so it is no trap.
    Process service = null;
    try {
      service = guarded.lab().hostProcess("nc", "-u", "-l", "161").start();
      Await.until(
          "it listens",
          Duration.ofSeconds(5),
          () -> guarded.lab().onHost("ss", "-Hlun", "sport", "=", "161").out().contains("161"));
      probe.udp("203.0.113.2", HOST4, 161);
      assertThat(guarded.banned()).isEmpty();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      if (service != null) service.destroyForcibly();
    }
    Await.until(
        "it is gone",
        Duration.ofSeconds(5),
        () -> guarded.lab().onHost("ss", "-Hlun", "sport", "=", "161").out().isBlank());
    assertThat(probe.udp("203.0.113.1", HOST4, 161)).isEqualTo(Scanner.Answer.SILENCE);
    guarded.awaitBanned("203.0.113.1");
    assertThat(ban("203.0.113.1").protocol()).isEqualTo("udp");
    assertThat(ban("203.0.113.1").trigger()).isEqualTo("udp");
  }

  @Test
  void distinctClosedPortsBanAndAlwaysTheSameOneDoesNot() {
    start("[traps]\nclosed-ports = 5\nwithin = \"60s\"\n");
    try (Service service = Service.on(guarded.lab(), 9000)) {
      assertThat(service).isNotNull();
      // A client that repeatedly tries a service that is down.
      for (int i = 0; i < 20; i++) {
        assertThat(probe.tcp("203.0.113.1", HOST4, 8081)).isEqualTo(Scanner.Answer.CLOSED);
      }
      // Four closed ports and an open one.
      for (int port : List.of(1001, 1002, 1003, 1004)) {
        assertThat(probe.tcp("203.0.113.2", HOST4, port)).isEqualTo(Scanner.Answer.CLOSED);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(probe.tcp("203.0.113.2", HOST4, 9000)).isEqualTo(Scanner.Answer.OPEN);
      }
      assertThat(guarded.banned()).isEmpty();
      // The fifth.
      assertThat(probe.tcp("203.0.113.2", HOST4, 1005)).isEqualTo(Scanner.Answer.SILENCE);
      guarded.awaitBanned("203.0.113.2");
      assertThat(ban("203.0.113.2").trigger()).isEqualTo("closed");
      assertThat(ban("203.0.113.2").port()).isEqualTo(1005);
      assertThat(probe.tcp("203.0.113.2", HOST4, 9000)).isEqualTo(Scanner.Answer.SILENCE);
      for (int port : List.of(1001, 1002, 1003, 1004, 1005)) {
        probe.tcp("2001:db8:bad:1::" + (port % 2 == 0 ? "5" : "6"), HOST6, port);
      }
      guarded.awaitBanned("2001:db8:bad:1::/64");
      // Named traps still work.
      probe.syn("203.0.113.3", HOST4, 23);
      guarded.awaitBanned("203.0.113.3");
    }
  }

  @Test
  void aSweepOverTheAddressesOfThisHostBans() {
    start("[traps]\nsweep = 3\n");
    Lab lab = guarded.lab();
    for (String more : List.of("198.51.100.77/32", "198.51.100.78/32", "198.51.100.79/32")) {
      assertThat(lab.onHost("ip", "address", "add", more, "dev", "wan").exit()).isZero();
    }
    for (String more : List.of("2001:db8:1::77/128", "2001:db8:1::78/128")) {
      lab.onHost("ip", "address", "add", more, "dev", "wan", "nodad");
    }
    try (Service service = Service.on(lab, 9000)) {
      assertThat(service).isNotNull();
      // The same two addresses repeatedly, as a browser does, and services on all addresses.
      for (int i = 0; i < 3; i++) {
        for (String to : List.of("198.51.100.77", "198.51.100.78")) {
          assertThat(probe.tcp("203.0.113.1", to, 443)).isEqualTo(Scanner.Answer.CLOSED);
        }
      }
      for (String to : List.of(HOST4, "198.51.100.77", "198.51.100.78", "198.51.100.79")) {
        assertThat(probe.tcp("203.0.113.1", to, 9000)).isEqualTo(Scanner.Answer.OPEN);
      }
      assertThat(guarded.banned()).isEmpty();
      // A third address, and another port.
      assertThat(probe.tcp("203.0.113.1", "198.51.100.79", 22)).isEqualTo(Scanner.Answer.SILENCE);
      guarded.awaitBanned("203.0.113.1");
      assertThat(ban("203.0.113.1").trigger()).isEqualTo("sweep");
      assertThat(ban("203.0.113.1").port()).isEqualTo(22);
      assertThat(ban("203.0.113.1").evidence()).isEqualTo("probable");
      assertThat(probe.tcp("203.0.113.1", HOST4, 9000)).isEqualTo(Scanner.Answer.SILENCE);
    }
    // All senders of one ban count together; each IP version counts separately.
    probe.tcp("2001:db8:bad:1::5", HOST6, 443);
    probe.tcp("2001:db8:bad:1::6", "2001:db8:1::77", 443);
    assertThat(guarded.banned()).containsExactly("203.0.113.1");
    probe.tcp("2001:db8:bad:1::5", "2001:db8:1::78", 80);
    guarded.awaitBanned("2001:db8:bad:1::/64");
    Await.until(
        "both are caught",
        Duration.ofSeconds(15),
        () -> guarded.client().status().coverage().equals(new CoverageView(2, 0)));
    assertThat(guarded.portsnare("explain", "203.0.113.1").out())
        .contains("SYNs to several addresses of this host")
        .contains("the last one to port tcp 22");
  }

  @Test
  void publishedPortsAreNeitherClosedNorTraps() {
    start("[traps]\nclosed-ports = 2\nforwarded = true\n");
    guarded.lab().addInside();
    String rules =
        """
        table ip nat {
          chain prerouting {
            type nat hook prerouting priority dstnat + 10
            iifname "wan" tcp dport { 3306, 8080, 8081, 8082 } dnat to 10.99.0.2
          }
        }
        """;
    assertThat(guarded.lab().onHostWithInput(rules, "nft", "-f", "-").exit()).isZero();
    try (Service service = Service.inside(guarded.lab(), 3306)) {
      assertThat(service).isNotNull();
      // 3306 is a default trap; here a database listens on it.
      assertThat(probe.tcp("203.0.113.1", HOST4, 3306)).isEqualTo(Scanner.Answer.OPEN);
      for (int port : List.of(8080, 8081, 8082)) {
        assertThat(probe.tcp("203.0.113.1", HOST4, port)).isEqualTo(Scanner.Answer.CLOSED);
      }
      assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
      assertThat(guarded.banned()).isEmpty();
      // A ban still covers this port, and open connections too.
      probe.syn("203.0.113.2", HOST4, 23);
      guarded.awaitBanned("203.0.113.2");
      assertThat(probe.tcp("203.0.113.2", HOST4, 3306)).isEqualTo(Scanner.Answer.SILENCE);
    }
  }

  @Test
  void trapsForForwardedTrafficAreOffByDefault() {
    for (boolean forwarded : new boolean[] {false, true}) {
      start("[traps]\nforwarded = " + forwarded + "\n");
      guarded.lab().addInside();
      // Directly to a machine behind this one, whose trap port is closed.
      Scanner.Answer answer = probe.tcp("203.0.113.1", Lab.INSIDE4, 23);
      if (forwarded) {
        assertThat(answer).isEqualTo(Scanner.Answer.SILENCE);
        guarded.awaitBanned("203.0.113.1");
        assertThat(probe.ping("203.0.113.1", Lab.INSIDE4)).isEqualTo(Scanner.Answer.SILENCE);
      } else {
        assertThat(answer).isEqualTo(Scanner.Answer.CLOSED);
        assertThat(guarded.banned()).isEmpty();
      }
      // An outgoing connection from behind this machine is no scan.
      assertThat(guarded.lab().inside("nc", "-zv", "-w", "1", "203.0.113.9", "23").err())
          .contains("refused");
      assertThat(guarded.banned()).doesNotContain(Lab.INSIDE4);
      stop();
    }
  }

  /** Packets that pass for the proof must not reach a service, on this host or behind it. */
  @Test
  void openConnectionsOfABannedSenderToTrapPortsAreCut() throws Exception {
    start("");
    guarded.lab().addInside();
    String rules =
        """
        table ip nat {
          chain prerouting {
            type nat hook prerouting priority dstnat
            iifname "wan" tcp dport 5432 dnat to 10.99.0.2
          }
        }
        """;
    assertThat(guarded.lab().onHostWithInput(rules, "nft", "-f", "-").exit()).isZero();
    try (Service here = Service.on(guarded.lab(), 3306);
        Service routed = Service.inside(guarded.lab(), 1433);
        Service published = Service.inside(guarded.lab(), 5432)) {
      assertThat(List.of(here, routed, published)).hasSize(3);
      String sender = "203.0.113.1";
      List<Echo> open =
          List.of(
              Echo.connect(probe.world(), sender, HOST4, 3306),
              Echo.connect(probe.world(), sender, Lab.INSIDE4, 1433),
              Echo.connect(probe.world(), sender, HOST4, 5432));
      for (Echo echo : open) assertThat(echo.answers()).isTrue();
      // Half open, because packets of a confirmed sender do not pass any more.
      hping(sender, "-S", "-p", "23");
      guarded.awaitBanned(sender);
      assertThat(ban(sender).evidence()).isEqualTo("probable");
      for (Echo echo : open) assertThat(echo.answers()).as("%s", echo).isFalse();
    }
  }

  @Test
  void triggerHandshakeBansOnlyWhoCompletesIt() {
    start("[traps]\ntrigger = \"handshake\"\nhits = 2\nwithin = \"60s\"\n");
    guarded
        .lab()
        .inWorld(
            "nmap",
            "-n",
            "-Pn",
            "-sS",
            "-p",
            "21,23,445",
            "-S",
            "203.0.113.1",
            "-e",
            "eth0",
            HOST4);
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(probe.tcp("203.0.113.2", HOST4, 23)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(probe.ping("203.0.113.2", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.banned()).isEmpty();
    assertThat(probe.tcp("203.0.113.2", HOST4, 445)).isEqualTo(Scanner.Answer.OPEN);
    guarded.awaitBanned("203.0.113.2");
    BanView ban = ban("203.0.113.2");
    assertThat(ban.trigger()).isEqualTo("handshake");
    assertThat(ban.evidence()).isEqualTo("confirmed");
    assertThat(ban.port()).isEqualTo(445);
    assertThat(guarded.portsnare("explain", "203.0.113.2").out())
        .contains("a completed handshake with trap port tcp 445");
    for (int port : List.of(23, 445)) probe.tcp("2001:db8:bad:1::5", HOST6, port);
    guarded.awaitBanned("2001:db8:bad:1::/64");
    // Only the web page listens, and no TCP connection is tracked.
    assertThat(guarded.lab().onHost("conntrack", "-L", "-p", "tcp").out()).isEmpty();
    assertThat(guarded.lab().onHost("ss", "-Htan", "sport", "!=", ":8480").out()).isEmpty();
  }

  @Test
  void observeRecordsAsIfAndDropsNothing() {
    start("observe = true\n[traps]\nudp = [161]\nclosed-ports = 3\n");
    guarded.portsnare("ban", "203.0.113.9", "--for", "1h");
    assertThat(probe.tcp("203.0.113.1", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    hping("203.0.113.2", "-FPU", "-p", "82");
    assertThat(probe.udp("203.0.113.3", HOST4, 161)).isEqualTo(Scanner.Answer.CLOSED);
    for (int port : List.of(1001, 1002, 1003)) {
      assertThat(probe.tcp("203.0.113.4", HOST4, port)).isEqualTo(Scanner.Answer.CLOSED);
    }
    assertThat(probe.tcp("2001:db8:bad:1::5", HOST6, 23)).isEqualTo(Scanner.Answer.CLOSED);
    for (String sender : List.of("1", "2", "3", "4", "9")) {
      assertThat(probe.ping("203.0.113." + sender, HOST4)).isEqualTo(Scanner.Answer.OPEN);
    }
    Await.until("all are recorded", Duration.ofSeconds(2), () -> observed().lines().count() == 5);
    assertThat(observed().lines())
        .containsExactlyInAnyOrder(
            "203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4", "2001:db8:bad:1::/64");
    assertThat(guarded.banned()).containsExactly("203.0.113.9");
    String json = guarded.client().get(Route.LIST, Map.of("observed", "true"));
    assertThat(json.lines().map(line -> Views.BAN.fromJson(line).trigger()))
        .containsExactlyInAnyOrder("syn", "syn", "stealth", "udp", "closed");
    assertThat(guarded.portsnare("status").out()).contains("observe is on: nobody is banned");
    // An observed sender counts once as caught, even with other probes.
    assertThat(probe.tcp("203.0.113.1", HOST4, 1004)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.tcp("203.0.113.1", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.tcp("203.0.113.5", HOST4, 1004)).isEqualTo(Scanner.Answer.CLOSED);
    Await.until(
        "one of five is missed",
        Duration.ofSeconds(15),
        () -> guarded.client().status().coverage().equals(new CoverageView(4, 1)));
    assertThat(guarded.client().status().bans().observed()).isEqualTo(5);
    // An observed hit does not become a ban.
    guarded.configure("");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(probe.ping("203.0.113.9", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
  }

  @Test
  void ladderBansTheNetworkOfManyOffendersAndNothingWider() {
    start(
        """
        [traps]
        prove = false
        [ban]
        ipv6-prefix = 128
        ipv6-ladder = ["/64 at 2", "/56 at 3", "/48 at 5"]
        ipv4-ladder = ["/24 at 4"]
        """);
    probe.syn("2001:db8:bad:1::5", HOST6, 23);
    guarded.awaitBanned("2001:db8:bad:1::5");
    assertThat(probe.ping("2001:db8:bad:1::6", HOST6)).isEqualTo(Scanner.Answer.OPEN);
    probe.syn("2001:db8:bad:1::6", HOST6, 23);
    guarded.awaitBanned("2001:db8:bad:1::/64");
    // The third offender in the /56, the fifth in the /48.
    probe.syn("2001:db8:bad:2::5", HOST6, 23);
    guarded.awaitBanned("2001:db8:bad::/56");
    assertThat(probe.ping("2001:db8:bad:3::5", HOST6)).isEqualTo(Scanner.Answer.SILENCE);
    for (int i = 1; i <= 3; i++) probe.syn("203.0.113." + i, HOST4, 23);
    guarded.awaitBanned("203.0.113.3");
    assertThat(probe.ping("203.0.113.200", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    probe.syn("203.0.113.4", HOST4, 23);
    guarded.awaitBanned("203.0.113.0/24");
    assertThat(probe.ping("203.0.113.200", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.portsnare("explain", "203.0.113.200").out())
        .contains("203.0.113.200 is banned")
        .contains("4 offenders inside, the last one 203.0.113.4");
    assertThat(guarded.banned()).noneMatch(ban -> ban.endsWith("/48") || ban.endsWith("/16"));
    // Neighbours are never banned as a network.
    for (int i = 2; i <= 8; i++) probe.syn("198.51.100." + i, HOST4, 23);
    guarded.awaitBanned("198.51.100.8");
    assertThat(guarded.banned()).doesNotContain("198.51.100.0/24");
    // It survives a restart, in the interval set.
    guarded.kill();
    guarded.start();
    assertThat(guarded.banned()).contains("203.0.113.0/24", "2001:db8:bad::/56");
    assertThat(probe.ping("203.0.113.201", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }
}
