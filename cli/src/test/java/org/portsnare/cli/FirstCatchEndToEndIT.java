package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.control.Route;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** The main job, on the real kernel: touching a trap port is banned, recorded and shown. */
final class FirstCatchEndToEndIT {
  private static Guarded guarded;
  private static Probe probe;

  @BeforeAll
  static void start() {
    guarded = Guarded.start("");
    probe = new Probe(guarded.lab());
  }

  @AfterAll
  static void stop() {
    probe.close();
    guarded.close();
  }

  @Test
  void oneSynToTrapPortBansSenderFromEverythingIpv4() {
    bansFromEverything("203.0.113.1", HOST4, "203.0.113.1");
  }

  @Test
  void oneSynToTrapPortBansSenderFromEverythingIpv6() {
    bansFromEverything("2001:db8:bad:1::5", HOST6, "2001:db8:bad:1::/64");
  }

  private static void bansFromEverything(String sender, String host, String banned) {
    assertThat(probe.ping(sender, host)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(probe.udp(sender, host, 40_000)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.tcp(sender, host, 40_000)).isEqualTo(Scanner.Answer.CLOSED);
    // Only the trap itself answers, and only until the sender has proved that it is real.
    assertThat(probe.tcp(sender, host, 23)).isEqualTo(Scanner.Answer.OPEN);
    guarded.awaitBanned(banned);
    assertThat(probe.tcp(sender, host, 40_000)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.udp(sender, host, 40_000)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping(sender, host)).isEqualTo(Scanner.Answer.SILENCE);
  }

  @Test
  void othersInBannedIpv6NetworkAreBannedToo() {
    probe.syn("2001:db8:bad:2::5", HOST6, 445);
    guarded.awaitBanned("2001:db8:bad:2::/64");
    assertThat(probe.ping("2001:db8:bad:2::6", HOST6)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("2001:db8:bad:3::5", HOST6)).isEqualTo(Scanner.Answer.OPEN);
  }

  @Test
  void neighbourOnSameIpv6NetworkIsBannedAlone() {
    probe.syn("2001:db8:1::9", HOST6, 23);
    guarded.awaitBanned("2001:db8:1::9");
    assertThat(probe.ping("2001:db8:1::9", HOST6)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("2001:db8:1::fe", HOST6)).isEqualTo(Scanner.Answer.OPEN);
  }

  /** 10,000 packets before the trap packet pass; none of 20,000 after it, at 10,000 per second. */
  @Test
  void noPacketPassesAfterTrapPacketAtTenThousandASecond() {
    String sender = "203.0.113.2";
    Passed passed = Passed.from(guarded.lab(), sender);
    probe
        .world()
        .call(
            () -> {
              try (DatagramChannel udp = DatagramChannel.open();
                  SocketChannel tcp = SocketChannel.open()) {
                InetAddress from = InetAddress.ofLiteral(sender);
                udp.bind(new InetSocketAddress(from, 0));
                tcp.configureBlocking(false);
                tcp.bind(new InetSocketAddress(from, 0));
                Probe.stream(udp, 10_000);
                tcp.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST4), 3389));
                Probe.stream(udp, 20_000);
              }
              return true;
            });
    guarded.awaitBanned(sender);
    assertThat(passed.packets()).isEqualTo(10_000);
  }

  @Test
  void listShowsTheBanInEveryFormat() {
    String sender = "203.0.113.3";
    Instant before = Instant.now();
    halfOpen(sender, 1433);
    guarded.awaitBanned(sender);
    probe.ping(sender, HOST4);
    assertThat(guarded.banned()).contains(sender);
    Lab.Result json = guarded.portsnare("list", "--format", "json", "--port", "1433");
    assertThat(json.exit()).isZero();
    List<Map<String, Object>> bans = parse(json.out());
    assertThat(bans).hasSize(1);
    Map<String, Object> ban = bans.getFirst();
    assertThat(ban)
        .containsEntry("address", sender)
        .containsEntry("protocol", "tcp")
        .containsEntry("trigger", "syn")
        .containsEntry("evidence", "probable");
    assertThat(number(ban, "port")).isEqualTo(1433);
    assertThat(number(ban, "hits")).isEqualTo(1);
    assertThat(number(ban, "dropped")).isGreaterThanOrEqualTo(1);
    Instant since = Instant.parse((String) ban.get("since"));
    Instant expires = Instant.parse((String) ban.get("expires"));
    assertThat(since).isBetween(before.minusSeconds(1), Instant.now());
    assertThat(Duration.between(since, expires)).isEqualTo(Duration.ofDays(10));
    assertThat(guarded.portsnare("list").out()).contains("ADDRESS").contains(sender);
    assertThat(guarded.portsnare("list", "--format", "csv").out()).contains(sender + ",");
  }

  private static List<Map<String, Object>> parse(String json) {
    return Jsonb.instance().type(Map.class).list().fromJson(json).stream()
        .map(FirstCatchEndToEndIT::cast)
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> cast(Object map) {
    return (Map<String, Object>) map;
  }

  private static long number(Map<String, Object> map, String key) {
    return ((Number) map.get(key)).longValue();
  }

  /** Sends a SYN, and a reset for every answer. */
  private static void halfOpen(String sender, int port) {
    String number = Integer.toString(port);
    guarded
        .lab()
        .inWorld("nmap", "-n", "-Pn", "-sS", "-p", number, "-S", sender, "-e", "eth0", HOST4);
  }

  @Test
  void explainShowsThePacket() {
    String sender = "203.0.113.4";
    halfOpen(sender, 21);
    guarded.awaitBanned(sender);
    String text = guarded.portsnare("explain", sender).out();
    assertThat(text)
        .contains(sender + " is banned")
        .contains("a SYN to trap port tcp 21")
        .contains("> 21 syn, seq ")
        .contains("win 1024, options mss 1460")
        .contains("on wan");
    assertThat(guarded.portsnare("explain", "203.0.113.200").out()).contains("is not banned");
  }

  @Test
  void openConnectionIsCut() throws Exception {
    String sender = "203.0.113.5";
    Process server =
        guarded.lab().hostProcess("nc", "-l", "-k", "8080").redirectErrorStream(true).start();
    try {
      Await.until(
          "server listens",
          Duration.ofSeconds(5),
          () -> guarded.lab().onHost("ss", "-Hltn", "sport", "=", "8080").out().contains("8080"));
      SocketChannel channel = connect(sender, 8080);
      channel.write(ByteBuffer.wrap("before\n".getBytes(StandardCharsets.UTF_8)));
      byte[] seen = server.getInputStream().readNBytes(7);
      assertThat(new String(seen, StandardCharsets.UTF_8)).isEqualTo("before\n");
      Passed passed = Passed.from(guarded.lab(), sender);
      probe.syn(sender, HOST4, 23);
      guarded.awaitBanned(sender);
      channel.write(ByteBuffer.wrap("after\n".getBytes(StandardCharsets.UTF_8)));
      channel.close();
      Await.until(
          "its packets are dropped",
          Duration.ofSeconds(5),
          () -> guarded.client().explain(sender).history().getFirst().ban().dropped() >= 3);
      assertThat(passed.packets()).isZero();
      assertThat(server.getInputStream().available()).isZero();
    } finally {
      server.destroy();
    }
  }

  private static SocketChannel connect(String from, int port) {
    return probe
        .world()
        .call(
            () -> {
              SocketChannel channel = SocketChannel.open();
              channel.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
              channel.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST4), port));
              return channel;
            });
  }

  @Test
  void strayPacketsBanNobody() {
    List<String> before = guarded.banned();
    int source = 100;
    for (String flags : List.of("-A", "-FA", "-R", "-SA", "-PA", "-RA", "-FPA")) {
      String sender = "203.0.113." + source++;
      Lab.Result sent =
          guarded
              .lab()
              .inWorld("hping3", "-c", "3", "-i", "u1000", flags, "-a", sender, "-p", "23", HOST4);
      assertThat(sent.err()).contains("3 packets transmitted");
      assertThat(probe.ping(sender, HOST4)).as("after %s", flags).isEqualTo(Scanner.Answer.OPEN);
    }
    assertThat(guarded.banned()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void handMadeBansAndExemptions() {
    assertThat(guarded.portsnare("ban", "203.0.113.60", "--for", "1h", "--reason", "rude").out())
        .contains("banned 203.0.113.60 until");
    assertThat(probe.ping("203.0.113.60", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.portsnare("explain", "203.0.113.60").out())
        .contains("banned by hand: rude")
        .contains("confirmed");
    assertThat(guarded.portsnare("unban", "203.0.113.60").exit()).isZero();
    assertThat(probe.ping("203.0.113.60", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.portsnare("unban", "203.0.113.60").exit()).isEqualTo(1);

    guarded.portsnare("ban", "203.0.113.64/27", "--for", "never");
    assertThat(probe.ping("203.0.113.70", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("203.0.113.96", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    guarded.portsnare("allow", "203.0.113.70", "--for", "1h", "--comment", "friend");
    assertThat(probe.ping("203.0.113.70", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.portsnare("status").out()).contains("203.0.113.70  by hand: friend until");
    guarded.portsnare("disallow", "203.0.113.70");
    assertThat(probe.ping("203.0.113.70", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    guarded.portsnare("unban", "203.0.113.64/27");
    assertThat(probe.ping("203.0.113.70", HOST4)).isEqualTo(Scanner.Answer.OPEN);

    Lab.Result own = guarded.portsnare("ban", "198.51.100.0/24");
    assertThat(own.exit()).isEqualTo(1);
    assertThat(own.err()).contains("refused").contains("own address on wan");
  }

  @Test
  void repeatedOffenderIsBannedLonger() {
    String sender = "203.0.113.80";
    for (String lasts : List.of("10", "30", "180", "180")) {
      probe.syn(sender, HOST4, 23);
      guarded.awaitBanned(sender);
      String json = guarded.client().get(Route.LIST, Map.of("port", "23"));
      Map<String, Object> ban =
          json.lines()
              .map(line -> cast(Jsonb.instance().type(Map.class).fromJson(line)))
              .filter(map -> map.get("address").equals(sender))
              .findFirst()
              .orElseThrow();
      Duration whole =
          Duration.between(
              Instant.parse((String) ban.get("since")), Instant.parse((String) ban.get("expires")));
      assertThat(whole).isEqualTo(Duration.ofDays(Long.parseLong(lasts)));
      String kernel =
          guarded.lab().onHost("nft", "list", "set", "inet", "portsnare", "banned4").out();
      assertThat(kernel).containsPattern(sender + "[^,]*timeout " + kernelDays(lasts));
      guarded.portsnare("unban", sender);
    }
  }

  private static String kernelDays(String days) {
    return switch (days) {
      case "10" -> "10d";
      case "30" -> "30d";
      default -> "180d";
    };
  }

  /** It may connect between a ban and its end; so the hits go on until it has shown one. */
  @Test
  void watchPrintsOneLineAHit() throws Exception {
    Path shown = Files.createTempFile(guarded.config().getParent(), "watch", ".txt");
    Process watch =
        guarded
            .lab()
            .hostProcess(Guarded.launcher(), "watch", "-c", guarded.config().toString())
            .redirectErrorStream(true)
            .redirectOutput(shown.toFile())
            .start();
    try {
      Await.until(
          "watch shows a ban",
          Duration.ofSeconds(10),
          () -> {
            probe.syn("203.0.113.90", HOST4, 25565);
            guarded.awaitBanned("203.0.113.90");
            guarded.portsnare("unban", "203.0.113.90");
            return lines(shown).anyMatch(line -> line.contains(" banned "));
          });
      assertThat(lines(shown).filter(line -> line.contains(" banned ")).findFirst())
          .hasValueSatisfying(
              line ->
                  assertThat(line)
                      .contains("203.0.113.90 > tcp 25565 syn  banned 203.0.113.90 for "));
    } finally {
      watch.destroy();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readString(file).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
