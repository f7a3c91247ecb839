package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.PipelineView;
import org.portsnare.view.StatusView;

/** A flood of forged SYNs bans few senders, and none that only a handshake may ban. */
final class FloodEndToEndIT {
  private static final int BURST = 2_000;
  private static final int RATE = 200;

  private static void awaitPackets(Guarded guarded, long packets) {
    Await.until(
        packets + " packets of the flood",
        Duration.ofSeconds(30),
        () -> received(guarded) >= packets);
  }

  private static long received(Guarded guarded) {
    return Long.parseLong(
        guarded.lab().onHost("cat", "/sys/class/net/wan/statistics/rx_packets").out().strip());
  }

  private static int trackedTrapConnections(Lab lab, String port) {
    Lab.Result listed = lab.onHost("conntrack", "-L", "-p", "tcp", "--dport", port);
    assertThat(listed.exit()).as(listed.err()).isZero();
    return (int) listed.out().lines().count();
  }

  private static long residentKilobytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Connects and sends data: in a flood packets are lost, and TCP sends them again. */
  private static Echo speakTo(Probe probe, String from, int port) throws IOException {
    Echo connection = Echo.connect(probe.world(), from, HOST4, port);
    connection.socket().getOutputStream().write('x');
    return connection;
  }

  @Test
  void forgedSynsBanNoMoreThanBurstAndRateWhileLifeGoesOn() throws Exception {
    try (Guarded guarded = Guarded.start("");
        Probe probe = new Probe(guarded.lab());
        Service service = Service.on(guarded.lab(), 8080)) {
      assertThat(service).isNotNull();
      long before = received(guarded);
      long start = System.nanoTime();
      Process flood = new Flood(guarded, 23).start(100_000, 100_000);
      awaitPackets(guarded, before + 20_000);
      // During the flood: a real connection to a trap, and real ones to a real service.
      Echo trap = speakTo(probe, "203.0.113.1", 3306);
      for (int i = 10; i < 20; i++) speakTo(probe, "203.0.113." + i, 8080).socket().close();
      assertThat(trackedTrapConnections(guarded.lab(), "23")).isZero();
      assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
      awaitPackets(guarded, before + 100_000);
      double seconds = (System.nanoTime() - start) / 1e9;

      Await.until(
          "all hits are in the ledger",
          Duration.ofSeconds(20),
          () -> guarded.client().status().hits().waiting() == 0);
      PipelineView pipeline = guarded.client().status().hits().pipeline();
      assertThat(pipeline.commits()).isPositive();
      assertThat(pipeline.longestQueue()).isPositive();
      guarded.awaitBanned("203.0.113.1");
      trap.socket().close();
      assertThat(guarded.client().explain("203.0.113.1").history().getFirst().ban().evidence())
          .isEqualTo("confirmed");
      // The kernel delays the last events by up to 100 ms.
      Await.until(
          "ledger and kernel agree",
          Duration.ofSeconds(3),
          () -> {
            StatusView now = guarded.client().status();
            return now.bans().inKernel() == now.bans().active();
          });
      StatusView status = guarded.client().status();
      assertThat(status.bans().active())
          .isBetween(BURST / 2L, BURST + (long) Math.ceil(RATE * seconds) + 1);
      assertThat(status.packets().asked()).isGreaterThan(90_000);
      assertThat(trackedTrapConnections(guarded.lab(), "23")).isZero();
      long resident = residentKilobytes(status.daemon().pid());
      System.out.printf(
          "flood: %d bans in %.1f s, %d KiB resident%n", status.bans().active(), seconds, resident);
      assertThat(resident).isLessThan(400_000);
      Await.until(
          "the breaker is told of",
          Duration.ofSeconds(3),
          () -> guarded.log().contains("flood breaker open"));

      // It returns to normal by itself: a single SYN bans again.
      Await.until(
          "the breaker closes",
          Duration.ofSeconds(20),
          () -> !guarded.client().status().packets().breakerOpen());
      assertThat(guarded.log()).contains("flood breaker closed").containsOnlyOnce("breaker open");
      guarded
          .lab()
          .inWorld(
              "nmap", "-n", "-Pn", "-sS", "-p", "445", "-S", "203.0.113.2", "-e", "eth0", HOST4);
      guarded.awaitBanned("203.0.113.2");
    }
  }

  @Test
  void withTheTriggerHandshakeForgedSynsBanNobody() throws Exception {
    try (Guarded guarded = Guarded.start("[traps]\ntrigger = \"handshake\"\n");
        Probe probe = new Probe(guarded.lab())) {
      long before = received(guarded);
      Process flood = new Flood(guarded, 23).start(200_000, 100_000);
      awaitPackets(guarded, before + 50_000);
      Echo trap = speakTo(probe, "203.0.113.1", 3306);
      Await.until(
          "a connect is banned",
          Duration.ofSeconds(5),
          () -> guarded.bannedQuickly().contains("203.0.113.1"));
      trap.socket().close();
      assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
      awaitPackets(guarded, before + 200_000);
      assertThat(guarded.banned()).containsExactly("203.0.113.1");
      assertThat(trackedTrapConnections(guarded.lab(), "23")).isZero();
      StatusView status = guarded.client().status();
      assertThat(status.packets().asked()).isGreaterThan(150_000);
      assertThat(status.packets().breakerOpen()).isFalse();
      assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    }
  }

  /** Memory that a flood has filled must not keep an address banned after unban. */
  @Test
  void unbanHoldsWhileForgedAcksFillTheKernelsMemory() throws Exception {
    try (Guarded guarded = Guarded.start("");
        Probe probe = new Probe(guarded.lab())) {
      probe.syn("203.0.113.1", HOST4, 23);
      guarded.awaitBanned("203.0.113.1");
      long before = received(guarded);
      Process flood = new Flood(guarded, 23, "ack").start(100_000, 50_000);
      assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
      awaitPackets(guarded, before + 100_000);
      Lab.Result unbanned = guarded.portsnare("unban", "203.0.113.1");
      assertThat(unbanned.exit()).as(unbanned.err()).isZero();
      assertThat(guarded.banned()).isEmpty();
      assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
      // An ACK bans nobody; an ACK of a sender that got no cookie does not reach synproxy.
      assertThat(guarded.client().status().packets().guessed()).isZero();
    }
  }

  @Test
  void withoutProofTheFloodIsDroppedAboveTheRate() throws Exception {
    try (Guarded guarded = Guarded.start("[traps]\nprove = false\n[ban]\nnew-per-second = 10\n");
        Probe probe = new Probe(guarded.lab())) {
      long before = received(guarded);
      Process flood = new Flood(guarded, 23).start(20_000, 20_000);
      assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
      awaitPackets(guarded, before + 20_000);
      assertThat(probe.tcp("203.0.113.1", HOST4, 23)).isEqualTo(Scanner.Answer.SILENCE);
      StatusView status = guarded.client().status();
      assertThat(status.packets().spared()).isGreaterThan(15_000);
      assertThat(status.packets().asked()).isZero();
      Await.until(
          "few bans",
          Duration.ofSeconds(10),
          () -> guarded.client().status().hits().waiting() == 0);
      assertThat(guarded.client().status().bans().active()).isBetween(50L, 200L);
    }
  }

  /** The kernel first gives few bans a counter; all have one when kernel and ledger agree. */
  @Test
  void withoutABreakerAllAreBannedAtOnceAndCountedLater() throws Exception {
    try (Guarded guarded = Guarded.start("[traps]\nprove = false\n[ban]\nnew-per-second = 0\n")) {
      long before = received(guarded);
      // Stops the daemon: otherwise a pass could run and add counters.
      signal(guarded, "-STOP");
      Process flood = new Flood(guarded, 23).start(5_000, 20_000);
      assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
      awaitPackets(guarded, before + 5_000);
      long banned = bans(guarded);
      // A few random addresses are not bannable, and a few occur twice.
      assertThat(banned).isBetween(3_500L, 5_000L);
      assertThat(counters(guarded)).isBetween(1_000L, 3_000L);
      signal(guarded, "-CONT");
      Await.until(
          "all are in the ledger",
          Duration.ofSeconds(10),
          () -> guarded.client().status().bans().active() == banned);

      assertThat(guarded.terminate()).isEqualTo(143);
      guarded.start();
      Await.until("all are counted", Duration.ofSeconds(20), () -> counters(guarded) == banned);
      assertThat(bans(guarded)).isEqualTo(banned);
    }
  }

  private static void signal(Guarded guarded, String signal) {
    String pid = Long.toString(guarded.process().pid());
    assertThat(guarded.lab().onHost("kill", signal, pid).exit()).isZero();
  }

  private static long bans(Guarded guarded) {
    return occurrences(guarded, " expires ");
  }

  private static long counters(Guarded guarded) {
    return occurrences(guarded, " counter packets ");
  }

  /** Occurrences of a word in nft's listing of the set. */
  private static long occurrences(Guarded guarded, String word) {
    Lab.Result listed = guarded.lab().onHost("nft", "list", "set", "inet", "portsnare", "banned4");
    assertThat(listed.exit()).as(listed.err()).isZero();
    return Pattern.compile(word).matcher(listed.out()).results().count();
  }
}
