package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.GATEWAY4;
import static org.portsnare.testing.Lab.GATEWAY6;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.config.Config;
import org.portsnare.testing.Await;

/** Innocent senders are not banned, even if they touch traps. */
final class InnocentsEndToEndIT {
  private Guarded guarded;
  private Probe probe;

  @BeforeEach
  void start() {
    guarded =
        Guarded.start("[allow]\naddresses = [\"203.0.113.40/30\", \"2001:db8:bad:9::/64\"]\n");
    probe = new Probe(guarded.lab());
  }

  @AfterEach
  void stop() {
    probe.close();
    guarded.close();
  }

  private void touchEveryTrap(String from, String to) {
    for (int port : Config.DEFAULT_TCP_TRAPS) {
      assertThat(probe.tcp(from, to, port))
          .as("%s > %s", from, port)
          .isEqualTo(Scanner.Answer.CLOSED);
    }
    assertThat(probe.ping(from, to)).isEqualTo(Scanner.Answer.OPEN);
  }

  @Test
  void allowedAndGatewayAndOwnAddressesAreNeverBanned() {
    touchEveryTrap("203.0.113.41", HOST4);
    touchEveryTrap("2001:db8:bad:9::5", HOST6);
    touchEveryTrap(GATEWAY4, HOST4);
    touchEveryTrap(GATEWAY6, HOST6);
    // Packets that claim to come from the host itself, and from loopback.
    for (String forged : List.of(HOST4, "127.0.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255")) {
      guarded
          .lab()
          .inWorld("hping3", "-c", "2", "-i", "u1000", "-S", "-a", forged, "-p", "23", HOST4);
    }
    // The host's own connections to its own traps.
    guarded.lab().onHost("nc", "-z", "-w", "1", HOST4, "23");
    guarded.lab().onHost("nc", "-z", "-w", "1", "127.0.0.1", "23");
    assertThat(guarded.banned()).isEmpty();
  }

  @Test
  void currentSshPeerIsNotBannedAndAPasswordGuesserIs() throws Exception {
    String peer = "203.0.113.50";
    try (Sshd sshd = Sshd.start(guarded)) {
      Process session = sshd.session(peer);
      try {
        sshd.awaitLogin(session);
        Await.until(
            "the session is noticed",
            Duration.ofSeconds(15),
            () ->
                guarded.client().status().exemptions().stream()
                    .anyMatch(
                        e -> e.prefix().equals(peer) && e.reason().equals("current SSH peer")));
        touchEveryTrap(peer, HOST4);
        assertThat(guarded.banned()).isEmpty();
        // Connected to sshd, but not logged in.
        Process guesser =
            guarded.lab().worldProcess("nc", "-s", "203.0.113.51", HOST4, "2222").start();
        try {
          assertThat(guesser.inputReader().readLine()).startsWith("SSH-2.0");
          probe.syn("203.0.113.51", HOST4, 23);
          guarded.awaitBanned("203.0.113.51");
        } finally {
          guesser.destroy();
        }
      } finally {
        session.destroy();
        session.waitFor();
      }
    }
  }

  @Test
  void portOfAServiceIsNoTrapAlsoWhileThatIsRestartedAndInTheOtherFamily() throws Exception {
    Process server = guarded.lab().hostProcess("nc", "-l", "-k", "3306").start();
    try {
      Await.until(
          "the server listens",
          Duration.ofSeconds(5),
          () -> guarded.lab().onHost("ss", "-Hltn", "sport", "=", "3306").out().contains("3306"));
      assertThat(probe.tcp("203.0.113.10", HOST4, 3306)).isEqualTo(Scanner.Answer.OPEN);
      assertThat(probe.tcp("203.0.113.11", HOST4, 3306)).isEqualTo(Scanner.Answer.OPEN);
      assertThat(guarded.banned()).isEmpty();
      assertThat(guarded.portsnare("check").out())
          .contains("port 3306 is no trap now: a local program listens on it");
      assertThat(guarded.portsnare("status").out()).contains("port 3306 is no trap now");
      Await.until("the daemon has seen it", Duration.ofSeconds(5), () -> !isTrap(3306));
    } finally {
      server.destroy();
      server.waitFor();
    }
    // Its clients come again, also over IPv6, on which nc did not listen.
    assertThat(probe.tcp("203.0.113.12", HOST4, 3306)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.tcp("2001:db8:bad:12::5", HOST6, 3306)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(guarded.banned()).isEmpty();
    probe.syn("203.0.113.12", HOST4, 3389);
    guarded.awaitBanned("203.0.113.12");
  }

  private boolean isTrap(int port) {
    String traps = guarded.lab().onHost("nft", "list", "set", "inet", "portsnare", "traps").out();
    return traps.contains(" " + port);
  }

  @Test
  void thresholdIsCountedInTheKernel() {
    guarded.configure("[traps]\nhits = 3\nwithin = \"30s\"\n");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    probe.syn("203.0.113.20", HOST4, 23);
    probe.syn("203.0.113.20", HOST4, 445);
    assertThat(probe.ping("203.0.113.20", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.banned()).isEmpty();
    probe.syn("203.0.113.20", HOST4, 3389);
    guarded.awaitBanned("203.0.113.20");
    assertThat(probe.ping("203.0.113.20", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.client().status().packets().belowThreshold()).isEqualTo(2);
  }

  @Test
  void exemptionForATimeEndsWithIt() {
    guarded.portsnare("allow", "203.0.113.30", "--for", "3s");
    assertThat(probe.tcp("203.0.113.30", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    Await.until(
        "the exemption ends",
        Duration.ofSeconds(6),
        () ->
            guarded.client().status().exemptions().stream()
                .noneMatch(e -> e.prefix().equals("203.0.113.30")));
    probe.syn("203.0.113.30", HOST4, 23);
    guarded.awaitBanned("203.0.113.30");
    assertThat(probe.ping("203.0.113.30", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  @Test
  void addressThatTheHostGetsWhileRunningIsExemptAtOnce() {
    guarded.lab().onHost("ip", "addr", "add", "203.0.113.222/32", "dev", "lo");
    Await.until(
        "the new address is exempt",
        Duration.ofSeconds(1),
        () ->
            guarded.client().status().exemptions().stream()
                .anyMatch(e -> e.prefix().equals("203.0.113.222")));
  }
}
