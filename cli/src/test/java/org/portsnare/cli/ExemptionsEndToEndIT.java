package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A protected address is exempt within a second, and at most a second after it has gone. */
final class ExemptionsEndToEndIT {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Guarded guarded;
  private Probe probe;
  private Path etc;

  @BeforeEach
  void start() throws IOException {
    guarded = Guarded.prepare("");
    // ip netns mounts files of this directory over /etc for programs in the namespace.
    etc = Path.of("/etc/netns", guarded.lab().hostNamespace().getFileName().toString());
    Files.createDirectories(etc);
    Files.writeString(etc.resolve("resolv.conf"), "nameserver 203.0.113.53\n");
    guarded.start();
    probe = new Probe(guarded.lab());
  }

  @AfterEach
  void stop() throws IOException {
    probe.close();
    guarded.close();
    Files.deleteIfExists(etc.resolve("resolv.conf"));
    Files.deleteIfExists(etc);
  }

  private boolean isExempt(String address, String reason) {
    return guarded.client().status().exemptions().stream()
        .anyMatch(e -> e.prefix().equals(address) && e.reason().startsWith(reason));
  }

  private void awaitExempt(String address, String reason) {
    Await.until(address + " is exempt", SECOND, () -> isExempt(address, reason));
    // In the kernel too: it touches a trap and still gets an answer.
    assertThat(
            guarded
                .lab()
                .onHost(
                    "nft", "get", "element", "inet", "portsnare", "allowed4", "{ " + address + " }")
                .exit())
        .isZero();
  }

  private void awaitNoLongerExempt(String address, String reason) {
    Await.until(address + " is no longer exempt", SECOND, () -> !isExempt(address, reason));
    assertThat(
            guarded
                .lab()
                .onHost(
                    "nft", "get", "element", "inet", "portsnare", "allowed4", "{ " + address + " }")
                .exit())
        .isNotZero();
  }

  private void ip(String arguments) {
    String[] words = ("ip " + arguments).split(" ", -1);
    Lab.Result result = guarded.lab().onHost(words);
    assertThat(result.exit()).as(result.err()).isZero();
  }

  @Test
  void ownAddress() {
    ip("addr add 203.0.113.222/32 dev lo");
    awaitExempt("203.0.113.222", "own address on lo");
    ip("addr del 203.0.113.222/32 dev lo");
    awaitNoLongerExempt("203.0.113.222", "own address");
  }

  @Test
  void gateway() {
    ip("route add 192.0.2.0/24 via 198.51.100.7");
    awaitExempt("198.51.100.7", "gateway");
    assertThat(probe.tcp("198.51.100.7", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    ip("route del 192.0.2.0/24");
    awaitNoLongerExempt("198.51.100.7", "gateway");
    probe.syn("198.51.100.7", HOST4, 23);
    guarded.awaitBanned("198.51.100.7");
  }

  @Test
  void resolver() throws IOException {
    awaitExempt("203.0.113.53", "resolver");
    Path file = etc.resolve("resolv.conf");
    // Written in place: the bind mount would not show a renamed file.
    Files.writeString(file, "nameserver 203.0.113.54\n", StandardOpenOption.TRUNCATE_EXISTING);
    awaitExempt("203.0.113.54", "resolver");
    awaitNoLongerExempt("203.0.113.53", "resolver");
    assertThat(probe.tcp("203.0.113.54", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    probe.syn("203.0.113.53", HOST4, 23);
    guarded.awaitBanned("203.0.113.53");
  }

  @Test
  void sshPeer() throws Exception {
    String peer = "203.0.113.50";
    try (Sshd sshd = Sshd.start(guarded)) {
      Process session = sshd.session(peer);
      try {
        sshd.awaitLogin(session);
        awaitExempt(peer, "current SSH peer");
        assertThat(probe.tcp(peer, HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
        // It cannot be banned by hand, except with --force.
        Lab.Result refused = guarded.portsnare("ban", peer);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("current SSH peer").contains("--force");
      } finally {
        session.destroy();
        assertThat(session.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      awaitNoLongerExempt(peer, "current SSH peer");
      probe.syn(peer, HOST4, 23);
      guarded.awaitBanned(peer);
    }
  }

  @Test
  void banRefusesWhatIsVitalAlsoWhereNothingIsExemptByItself() {
    guarded.configure("[allow]\nauto = false\n");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    assertThat(guarded.portsnare("ban", HOST4).err()).contains("own address on wan");
    assertThat(guarded.portsnare("ban", Lab.GATEWAY4).err()).contains("gateway");
    assertThat(guarded.portsnare("ban", "203.0.113.0/24").err()).contains("resolver");
    assertThat(guarded.banned()).isEmpty();
    assertThat(guarded.portsnare("ban", "203.0.113.53", "--force").exit()).isZero();
    assertThat(guarded.banned()).containsExactly("203.0.113.53");
  }

  /** An allowed banned address is in no list and no count; the log and the history have it. */
  @Test
  void allowedMeansAllowedEverywhere() {
    for (int i = 61; i <= 63; i++) {
      probe.syn("203.0.113." + i, HOST4, 23);
      guarded.awaitBanned("203.0.113." + i);
    }
    long before = guarded.client().status().bans().active();
    assertThat(guarded.portsnare("allow", "203.0.113.61").out())
        .contains("allowed 203.0.113.61; 203.0.113.61 was banned, and is no longer");
    assertThat(guarded.portsnare("allow", "203.0.113.62/31", "--for", "1h").out())
        .contains("2 bans in it have ended");
    assertThat(guarded.client().status().bans().active()).isEqualTo(before - 3);
    String exported = guarded.portsnare("export").out();
    for (int i = 61; i <= 63; i++) {
      String sender = "203.0.113." + i;
      assertThat(guarded.banned()).doesNotContain(sender);
      assertThat(exported.lines()).doesNotContain(sender);
      assertThat(probe.ping(sender, HOST4)).isEqualTo(Scanner.Answer.OPEN);
      assertThat(guarded.portsnare("explain", sender).out())
          .contains(sender + " is never banned")
          .contains("a SYN to trap port tcp 23")
          .contains("allowed");
    }
    Lab.Result forced = guarded.portsnare("ban", "203.0.113.61", "--force");
    assertThat(forced.exit()).isEqualTo(1);
    assertThat(forced.err()).contains("exempt as 203.0.113.61", "by hand");
  }

  @Test
  void checkListsEveryExemptionWithItsReason() {
    assertThat(guarded.portsnare("check").out())
        .contains("198.51.100.1  own address on wan")
        .contains("198.51.100.254  gateway")
        .contains("203.0.113.53  resolver")
        .contains("127.0.0.0/8  loopback");
  }
}
