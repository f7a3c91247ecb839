package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.BanView;
import org.portsnare.view.HistoryView;

/** With the defaults: the first SYN bans, and the proof follows. */
final class EvidenceEndToEndIT {
  private static Guarded guarded;
  private static Probe probe;

  @BeforeAll
  static void start() {
    guarded = Guarded.start("[ban]\nexpire-probable = \"1d\"\n");
    probe = new Probe(guarded.lab());
  }

  @AfterAll
  static void stop() {
    probe.close();
    guarded.close();
  }

  private static BanView ban(String sender) {
    return guarded.client().explain(sender).history().getFirst().ban();
  }

  private static void nmap(String how, String sender, int port) {
    boolean ipv6 = sender.indexOf(':') >= 0;
    String number = Integer.toString(port);
    List<String> words =
        ipv6
            ? List.of("nmap", "-6", "-n", "-Pn", how, "-p", number, "-S", sender, "-e", "eth0")
            : List.of("nmap", "-n", "-Pn", how, "-p", number, "-S", sender, "-e", "eth0");
    String[] command = new String[words.size() + 1];
    words.toArray(command);
    command[words.size()] = ipv6 ? HOST6 : HOST4;
    assertThat(guarded.lab().inWorld(command).exit()).isZero();
  }

  private static void awaitEvidence(String address, String sender, String evidence) {
    guarded.awaitBanned(address);
    Await.until(
        sender + " " + evidence,
        Duration.ofSeconds(1),
        () -> ban(sender).evidence().equals(evidence));
  }

  @Test
  void halfOpenScanIsProbableAndStaysSo() {
    long proved = guarded.client().status().packets().proved();
    nmap("-sS", "203.0.113.1", 23);
    awaitEvidence("203.0.113.1", "203.0.113.1", "probable");
    nmap("-sS", "2001:db8:bad:1::5", 23);
    awaitEvidence("2001:db8:bad:1::/64", "2001:db8:bad:1::5", "probable");
    assertThat(Duration.between(ban("203.0.113.1").since(), ban("203.0.113.1").expires()))
        .isEqualTo(Duration.ofDays(1));
    // The scanner's reset to our answer is no proof.
    assertThat(guarded.client().status().packets().proved()).isEqualTo(proved);
  }

  @Test
  void connectScanIsConfirmedWithinTheSecondAndItsEndMoves() {
    for (String sender : List.of("203.0.113.2", "2001:db8:bad:2::5")) {
      boolean ipv6 = sender.indexOf(':') >= 0;
      assertThat(probe.tcp(sender, ipv6 ? HOST6 : HOST4, 3306)).isEqualTo(Scanner.Answer.OPEN);
      awaitEvidence(ipv6 ? "2001:db8:bad:2::/64" : sender, sender, "confirmed");
      BanView ban = ban(sender);
      assertThat(ban.trigger()).isEqualTo("syn");
      assertThat(Duration.between(ban.since(), ban.expires())).isEqualTo(Duration.ofDays(10));
      Await.until(
          "the kernel keeps it as long",
          Duration.ofSeconds(2),
          () ->
              guarded
                  .lab()
                  .onHost("nft", "list", "set", "inet", "portsnare", ipv6 ? "banned6" : "banned4")
                  .out()
                  .matches("(?s).*" + (ipv6 ? "2001:db8:bad:2::" : sender) + " [^,]*9d23h.*"));
      assertThat(guarded.portsnare("list", "--evidence", "confirmed").out()).contains("confirmed");
    }
  }

  @Test
  void nmapConnectScanIsConfirmedWithinTheSecond() {
    String sender = "203.0.113.12";
    guarded.lab().inWorld("ip", "route", "replace", HOST4 + "/32", "dev", "eth0", "src", sender);
    try {
      assertThat(guarded.lab().inWorld("nmap", "-n", "-Pn", "-sT", "-p", "23", HOST4).out())
          .contains("23/tcp open");
      awaitEvidence(sender, sender, "confirmed");
    } finally {
      guarded.lab().inWorld("ip", "route", "del", HOST4 + "/32");
    }
  }

  @Test
  void confirmedNeverBecomesProbableAgain() {
    String sender = "203.0.113.3";
    assertThat(probe.tcp(sender, HOST4, 23)).isEqualTo(Scanner.Answer.OPEN);
    awaitEvidence(sender, sender, "confirmed");
    nmap("-sS", sender, 445);
    nmap("-sN", sender, 80);
    guarded.portsnare("reload");
    assertThat(ban(sender).evidence()).isEqualTo("confirmed");
  }

  /** Nobody has acknowledged its data, so its kernel sends them again, with a valid cookie. */
  @Test
  void afterUnbanACookieThatIsStillGoodBansNobody() throws Exception {
    String sender = "203.0.113.4";
    Echo connection = Echo.connect(probe.world(), sender, HOST4, 23);
    connection.socket().getOutputStream().write('x');
    awaitEvidence(sender, sender, "confirmed");
    guarded.portsnare("unban", sender);
    int before = retransmissions(sender);
    Await.until(
        "it has tried again", Duration.ofSeconds(20), () -> retransmissions(sender) > before);
    assertThat(probe.ping(sender, HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.banned()).doesNotContain(sender);
    connection.socket().close();
    // A new SYN bans again.
    probe.syn(sender, HOST4, 445);
    guarded.awaitBanned(sender);
  }

  /** Number of retransmissions of a connection of this sender. */
  private static int retransmissions(String sender) {
    String sockets = guarded.lab().inWorld("ss", "-Htin", "src", sender).out();
    Matcher total = Pattern.compile(" retrans:\\d+/(\\d+)").matcher(sockets);
    return total.find() ? Integer.parseInt(total.group(1)) : 0;
  }

  /** This host sends SYNs with foreign source addresses, as a transparent proxy does. */
  @Test
  void whoIsServedByAnotherProxyOnATrapPortIsNotBanned() {
    Lab.Result sent =
        guarded
            .lab()
            .onHost(
                "hping3",
                "-c",
                "3",
                "-i",
                "u1000",
                "-S",
                "-a",
                "203.0.113.77",
                "-p",
                "3306",
                Lab.GATEWAY4);
    assertThat(sent.err()).contains("3 packets transmitted");
    assertThat(guarded.banned()).doesNotContain("203.0.113.77");
    assertThat(probe.ping("203.0.113.77", HOST4)).isEqualTo(Scanner.Answer.OPEN);
  }

  /** 10,000 packets per second: packets before the first SYN pass, no packet after it. */
  @Test
  void nothingPassesBehindTheFirstSynWhetherOrNotItIsProved() {
    for (boolean connect : new boolean[] {false, true}) {
      String sender = connect ? "203.0.113.5" : "203.0.113.6";
      Passed passed = Passed.from(guarded.lab(), sender);
      probe
          .world()
          .call(
              () -> {
                try (DatagramChannel udp = DatagramChannel.open()) {
                  udp.bind(new InetSocketAddress(InetAddress.ofLiteral(sender), 0));
                  Probe.stream(udp, 5_000);
                  if (connect) connectTo(sender, 3389).close();
                  else nmap("-sS", sender, 3389);
                  Probe.stream(udp, 10_000);
                }
                return true;
              });
      awaitEvidence(sender, sender, connect ? "confirmed" : "probable");
      assertThat(passed.packets()).as("connect: %s", connect).isEqualTo(5_000);
    }
  }

  /**
   * The same during a stream, so that packets follow the SYN at once. "After" has a meaning only
   * for packets that one processor receives in order.
   */
  @Test
  void nothingPassesRightBehindAHalfOpenSynInTheMiddleOfAStream() throws Exception {
    guarded.lab().takePacketsInOrder();
    String sender = "203.0.113.8";
    Passed all = Passed.from(guarded.lab(), sender);
    Passed behind = Passed.behindSyn(guarded.lab(), sender, 3389);
    Thread stream =
        Thread.ofPlatform()
            .start(
                () ->
                    probe
                        .world()
                        .call(
                            () -> {
                              try (DatagramChannel udp = DatagramChannel.open()) {
                                udp.bind(new InetSocketAddress(InetAddress.ofLiteral(sender), 0));
                                Probe.stream(udp, 30_000);
                              }
                              return true;
                            }));
    Await.until("the stream", Duration.ofSeconds(10), () -> all.packets() > 1_000);
    nmap("-sS", sender, 3389);
    stream.join();
    awaitEvidence(sender, sender, "probable");
    // Some packets passed before it, and none of the many after it.
    assertThat(all.packets()).isBetween(1_000L, 29_000L);
    assertThat(behind.packets()).isZero();
    assertThat(ban(sender).dropped()).isGreaterThan(1_000);
  }

  private static SocketChannel connectTo(String sender, int port) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(sender), 0));
    channel.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST4), port));
    return channel;
  }

  @Test
  void whatAProvenSenderSaysIsKeptEscapedAndWithinLimits() {
    String sender = "203.0.113.7";
    String words = "GET /\u001b[2J HTTP/1.1\r\n" + "x".repeat(2_000);
    probe
        .world()
        .call(
            () -> {
              try (SocketChannel channel = connectTo(sender, 23)) {
                channel.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.ISO_8859_1)));
                Await.until(
                    "its words are kept",
                    Duration.ofSeconds(5),
                    () ->
                        guarded.client().explain(sender).history().stream()
                            .anyMatch(history -> !history.said().isEmpty()));
              }
              return true;
            });
    HistoryView history = guarded.client().explain(sender).history().getFirst();
    assertThat(history.said()).hasSizeBetween(1, 4);
    assertThat(history.said().getFirst().port()).isEqualTo(23);
    assertThat(history.said().getFirst().text()).startsWith("GET /\u001b[2J HTTP/1.1\r\nxxx");
    // 1,024 bytes of each packet, headers included.
    assertThat(history.said()).allMatch(said -> said.text().length() < 1_040);
    assertThat(guarded.portsnare("explain", sender).out())
        .contains("said         to trap port 23: \"GET /\\x1b[2J HTTP/1.1\\r\\n");
    // Only the handshake was answered: nobody has acknowledged a single byte.
    assertThat(guarded.lab().onHost("ss", "-Htn", "sport", "=", "23").out()).isEmpty();
  }

  @Test
  void checkAndStatusSayHowProofIsGot() {
    assertThat(guarded.portsnare("check").out())
        .contains("proof          SYN cookies: a completed handshake makes a ban confirmed")
        .contains("without proof 1d");
    assertThat(guarded.portsnare("status").out()).contains("proof          SYN cookies");
  }
}
