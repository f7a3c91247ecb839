package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;

/** A set with room for eight bans, and nine scanners. */
final class FullSetEndToEndIT {
  @Test
  void theNinthGetsNoAnswerTheMessageComesOnceAndReloadMakesRoom() {
    try (Guarded guarded = Guarded.start("[traps]\nprove = false\n[ban]\nmax = 8\n");
        Probe probe = new Probe(guarded.lab())) {
      for (int i = 1; i <= 8; i++) probe.syn("203.0.113." + i, HOST4, 23);
      guarded.awaitBanned("203.0.113.8");
      assertThat(guarded.log()).doesNotContain("set is full");
      for (int i = 0; i < 3; i++) {
        assertThat(probe.tcp("203.0.113.9", HOST4, 23)).isEqualTo(Scanner.Answer.SILENCE);
        // The trap still gives no answer; the rest of the host does.
        assertThat(probe.ping("203.0.113.9", HOST4)).isEqualTo(Scanner.Answer.OPEN);
      }
      Await.until(
          "it is told", Duration.ofSeconds(3), () -> guarded.log().contains("a ban set is full"));
      // One more status request and packet a second later: no new message.
      assertThat(probe.tcp("203.0.113.9", HOST4, 445)).isEqualTo(Scanner.Answer.SILENCE);
      long full = guarded.client().status().packets().full();
      assertThat(full).isGreaterThanOrEqualTo(4);
      Await.until(
          "two more looks",
          Duration.ofSeconds(5),
          () ->
              guarded
                  .client()
                  .status()
                  .daemon()
                  .started()
                  .plusSeconds(6)
                  .isBefore(java.time.Instant.now()));
      assertThat(guarded.log()).containsOnlyOnce("a ban set is full");
      assertThat(guarded.portsnare("status").out())
          .contains("dropped at traps without a ban, the set was full")
          .contains("a ban set was full: raise ban.max (now 8)");
      assertThat(guarded.banned()).hasSize(8).doesNotContain("203.0.113.9");

      guarded.configure("[traps]\nprove = false\n[ban]\nmax = 16\n");
      assertThat(guarded.portsnare("reload").exit()).isZero();
      probe.syn("203.0.113.9", HOST4, 23);
      guarded.awaitBanned("203.0.113.9");
      assertThat(guarded.banned()).hasSize(9);
      assertThat(guarded.portsnare("status").out()).doesNotContain("raise ban.max");
    }
  }

  /** There is room for a scanner with proof. */
  @Test
  void withProofTheNinthIsBannedOnceItHasProvedItself() {
    try (Guarded guarded = Guarded.start("[ban]\nmax = 8\n");
        Probe probe = new Probe(guarded.lab())) {
      for (int i = 1; i <= 8; i++) probe.syn("203.0.113." + i, HOST4, 23);
      guarded.awaitBanned("203.0.113.8");
      assertThat(probe.tcp("203.0.113.9", HOST4, 23)).isEqualTo(Scanner.Answer.OPEN);
      guarded.awaitBanned("203.0.113.9");
      assertThat(probe.ping("203.0.113.9", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
      assertThat(guarded.banned()).hasSize(9);
    }
  }

  @Test
  void expiredBansMakeRoomWithoutHelp() {
    try (Guarded guarded =
            Guarded.start(
                "[traps]\nprove = false\n[ban]\nmax = 8\nexpire = \"2s\"\nrepeat = []\n");
        Probe probe = new Probe(guarded.lab())) {
      for (int i = 1; i <= 8; i++) probe.syn("203.0.113." + i, HOST4, 23);
      Await.until(
          "a ninth is banned once the first eight have ended",
          // The kernel collects every ten seconds, but skips one time if rules change during
          // it.
          Duration.ofSeconds(60),
          () -> {
            probe.syn("203.0.113.9", HOST4, 23);
            return guarded
                .lab()
                .onHost("nft", "list", "set", "inet", "portsnare", "banned4")
                .out()
                .contains("203.0.113.9");
          });
    }
  }
}
