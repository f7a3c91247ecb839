package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A ban holds when the host's network changes; a confirmed ban holds in both directions. */
final class BothDirectionsEndToEndIT {
  private static final int PORT = 8080;

  private Guarded guarded;
  private Probe probe;

  @BeforeEach
  void start() {
    guarded = Guarded.start("");
    probe = new Probe(guarded.lab());
  }

  @AfterEach
  void stop() {
    probe.close();
    guarded.close();
  }

  private long connectionsTo(String sender) {
    String filter = "[" + sender + "]";
    Lab.Result open = guarded.lab().onHost("ss", "-Htn", "state", "connected", "dst", filter);
    assertThat(open.exit()).isZero();
    return open.out().lines().count();
  }

  @Test
  void openConnectionsOfAConfirmedScannerEndAndNothingMoreIsSentToIt() throws Exception {
    guarded.lab().inWorld("ethtool", "-K", "eth0", "tx", "off");
    guarded.lab().onHost("ethtool", "-K", "wan", "gro", "on");
    try (Service service = Service.on(guarded.lab(), PORT)) {
      assertThat(service).isNotNull();
      for (String sender : List.of("203.0.113.1", "2001:db8:bad:1::5")) {
        String host = sender.indexOf(':') < 0 ? HOST4 : HOST6;
        Echo open = Echo.connect(probe.world(), sender, host, PORT);
        assertThat(open.answers()).isTrue();
        assertThat(connectionsTo(sender)).isEqualTo(1);
        assertThat(probe.tcp(sender, host, 23)).isEqualTo(Scanner.Answer.OPEN);
        Await.until("it has ended", Duration.ofSeconds(1), () -> connectionsTo(sender) == 0);
        Passed sent = Passed.to(guarded.lab(), sender);
        assertThat(answersOrFails(open)).isFalse();
        guarded.lab().onHost("ping", "-c", "2", "-i", "0.2", "-W", "1", sender);
        assertThat(sent.packets()).isZero();
        // Without its ban it is a peer like any other.
        String ban = sender.indexOf(':') < 0 ? sender : "2001:db8:bad:1::/64";
        assertThat(guarded.portsnare("unban", ban).exit()).isZero();
        assertThat(guarded.lab().onHost("ping", "-c", "1", "-W", "1", sender).exit()).isZero();
        open.socket().close();
      }
    }
  }

  private static boolean answersOrFails(Echo open) throws IOException {
    try {
      return open.answers();
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void aBanByHandEndsConnectionsAndSurvivesARestartInBothDirections() throws Exception {
    try (Service service = Service.on(guarded.lab(), PORT)) {
      assertThat(service).isNotNull();
      String sender = "203.0.113.2";
      Echo open = Echo.connect(probe.world(), sender, HOST4, PORT);
      assertThat(open.answers()).isTrue();
      assertThat(guarded.portsnare("ban", sender, "203.0.113.64/28").exit()).isZero();
      Await.until("it has ended", Duration.ofSeconds(1), () -> connectionsTo(sender) == 0);
      for (boolean restarted : new boolean[] {false, true}) {
        if (restarted) {
          assertThat(guarded.terminate()).isEqualTo(143);
          assertThat(guarded.lab().onHost("nft", "flush", "ruleset").exit()).isZero();
          guarded.start();
        }
        for (String banned : List.of(sender, "203.0.113.70")) {
          assertThat(guarded.lab().onHost("ping", "-c", "1", "-W", "1", banned).exit()).isNotZero();
        }
      }
      open.socket().close();
    }
  }

  /** The default route and the name of the interface change, but no packet passes. */
  @Test
  void nothingPassesWhileRoutesAndInterfacesChange() throws Exception {
    String sender = "203.0.113.3";
    assertThat(guarded.portsnare("ban", sender).exit()).isZero();
    Passed passed = Passed.from(guarded.lab(), sender);
    Process flood = flood(sender);
    try {
      String name = "wan";
      for (int i = 0; i < 50; i++) {
        String other = "wan" + i;
        ip("route del default");
        ip("link set " + name + " name " + other);
        if (i % 5 == 0) Thread.sleep(30);
        ip("route replace default via 198.51.100.254 dev " + other);
        name = other;
      }
    } finally {
      flood.waitFor();
    }
    assertThat(droppedBy(sender)).isGreaterThan(10_000);
    assertThat(passed.packets()).isZero();
    Await.until(
        "the traps follow",
        Duration.ofSeconds(5),
        () -> guarded.client().status().rules().interfaces().equals(List.of("wan49")));
    probe.syn("203.0.113.4", HOST4, 23);
    guarded.awaitBanned("203.0.113.4");
  }

  /** 10,000 packets per second for three seconds. */
  private Process flood(String sender) throws IOException {
    return guarded
        .lab()
        .worldProcess(
            "hping3", "-q", "-2", "-p", "9", "-a", sender, "-i", "u100", "-c", "30000", HOST4)
        .redirectErrorStream(true)
        .redirectOutput(guarded.directory().resolve("flood.out").toFile())
        .start();
  }

  private void ip(String arguments) {
    String[] command =
        Stream.concat(Stream.of("ip"), Stream.of(arguments.split(" ", -1))).toArray(String[]::new);
    Lab.Result result = guarded.lab().onHost(command);
    assertThat(result.exit()).as(arguments + ": " + result.err()).isZero();
  }

  private long droppedBy(String sender) {
    return guarded.client().explain(sender).history().getFirst().ban().dropped();
  }

  /** Without a ladder, 60 of 60 networks of one site got an answer from a port. */
  @Test
  void aSiteThatChangesItsNetworkIsBannedAsAWhole() {
    long answered =
        IntStream.rangeClosed(1, 60).filter(i -> isAnswered("2001:db8:bad:" + i + "::")).count();
    assertThat(answered).isBetween(4L, 6L);
    assertThat(guarded.bannedQuickly()).contains("2001:db8:bad::/56");
  }

  /** Waits until the daemon has seen the hit, because it decides a moment later. */
  private boolean isAnswered(String network) {
    if (probe.tcp(network + "5", HOST6, 23) == Scanner.Answer.SILENCE) return false;
    guarded.awaitBanned(network + "/64");
    return true;
  }
}
