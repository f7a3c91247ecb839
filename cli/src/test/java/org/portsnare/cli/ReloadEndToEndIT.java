package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.BanView;

/** A reload loses no ban and lets no packet of a banned sender through. */
final class ReloadEndToEndIT {
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

  private BanView ban(String address) {
    return guarded.client().explain(address).history().getFirst().ban();
  }

  @Test
  void hundredReloadsLetNoPacketThrough() {
    String sender = "203.0.113.1";
    probe.syn(sender, HOST4, 23);
    guarded.awaitBanned(sender);
    Passed passed = Passed.from(guarded.lab(), sender);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Long> sent = probe.stream(sender, over);
    try {
      for (int i = 0; i < 100; i++) {
        guarded.configure(
            switch (i % 4) {
              case 0 -> "[traps]\ntcp = [23, 445, \"6000-6063\"]\n";
              case 1 -> "[traps]\ninterfaces = [\"wan\"]\nhits = 2\n";
              case 2 -> "[allow]\naddresses = [\"192.0.2.0/24\"]\n[ban]\nmax = 500000\n";
              default -> "[ban]\nexpire = \"20d\"\nipv4-prefix = 24\n";
            });
        // Some reloads use the command, the others its request, which is faster.
        if (i % 25 == 0) assertThat(guarded.portsnare("reload").exit()).isZero();
        else assertThat(reload()).contains("\"done\":true");
      }
    } finally {
      over.set(true);
    }
    assertThat(sent.join()).isGreaterThan(10_000);
    assertThat(guarded.client().explain(sender).banned()).isTrue();
    assertThat(passed.packets()).isZero();
    // Except packets during the making of new sets: the table counts them, but no ban does.
    assertThat(dropped()).isGreaterThan(5_000);
  }

  private String reload() {
    return guarded
        .lab()
        .onHost(
            "curl",
            "-s",
            "--unix-socket",
            guarded.directory() + "/run/control.sock",
            "-X",
            "POST",
            "http://localhost/v1/reload")
        .out();
  }

  private long dropped() {
    return ban("203.0.113.1").dropped();
  }

  @Test
  void changedPortsInterfacesAndAllowlistTakeEffect() {
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
    guarded.configure("[traps]\ntcp = [7777]\n[allow]\naddresses = [\"203.0.113.9\"]\n");
    assertThat(guarded.portsnare("reload").out()).contains("reloaded");
    assertThat(probe.tcp("203.0.113.2", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.tcp("203.0.113.9", HOST4, 7777)).isEqualTo(Scanner.Answer.CLOSED);
    probe.syn("203.0.113.3", HOST4, 7777);
    guarded.awaitBanned("203.0.113.3");
    assertThat(guarded.banned()).containsExactlyInAnyOrder("203.0.113.1", "203.0.113.3");
    guarded.configure("[traps]\ninterfaces = [\"other0\"]\n");
    guarded.portsnare("reload");
    // There is no trap any more, but bans hold on every interface.
    assertThat(probe.tcp("203.0.113.4", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(guarded.portsnare("status").out()).contains("interface other0 does not exist");
    guarded.configure("");
    guarded.portsnare("reload");
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  @Test
  void changedExpiryMovesExistingBansFromTheirStart() {
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
    guarded.portsnare("ban", "203.0.113.2", "--for", "7d");
    guarded.portsnare("ban", "203.0.113.128/26");
    assertThat(probe.ping("203.0.113.130", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    Instant since = ban("203.0.113.1").since();
    Instant fixed = ban("203.0.113.2").expires();
    guarded.configure("[ban]\nexpire = \"3d\"\n");
    guarded.portsnare("reload");
    assertThat(ban("203.0.113.1").expires()).isEqualTo(since.plus(Duration.ofDays(3)));
    assertThat(ban("203.0.113.2").expires()).isEqualTo(fixed);
    awaitKernel("203.0.113.1", "expires 2d23h");
    guarded.configure("[ban]\nexpire = \"never\"\n");
    guarded.portsnare("reload");
    assertThat(ban("203.0.113.1").expires()).isNull();
    Await.until(
        "permanent in the kernel",
        Duration.ofSeconds(2),
        () -> !kernel("203.0.113.1").contains("expires"));
    probe.syn("203.0.113.3", HOST4, 23);
    guarded.awaitBanned("203.0.113.3");
    assertThat(kernel("203.0.113.3")).contains("203.0.113.3").doesNotContain("expires");
    guarded.configure("[ban]\nexpire = \"1s\"\n");
    guarded.portsnare("reload");
    Await.until(
        "ended by a shorter expiry",
        Duration.ofSeconds(3),
        () -> guarded.bannedQuickly().equals(java.util.List.of("203.0.113.2")));
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(probe.ping("203.0.113.2", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("203.0.113.130", HOST4)).isEqualTo(Scanner.Answer.OPEN);
  }

  private String kernel(String address) {
    return guarded
        .lab()
        .onHost("nft", "get", "element", "inet", "portsnare", "banned4", "{ " + address + " }")
        .out();
  }

  private void awaitKernel(String address, String text) {
    Await.until(
        text + " in the kernel", Duration.ofSeconds(2), () -> kernel(address).contains(text));
  }

  @Test
  void mistakesAreAllListedAndTheRunningConfigurationIsKept() {
    guarded.configure(
        """
        [traps]
        tcp = [23, 70000, "x"]
        trigger = "ack"
        portz = [1]
        [ban]
        expire = "ten days"
        """);
    Lab.Result check = guarded.portsnare("check");
    assertThat(check.exit()).isEqualTo(2);
    String file = guarded.config().toString();
    assertThat(check.err())
        .contains(file + ":2:12: 'traps.tcp': 70000 is not a port")
        .contains(file + ":2:19: 'traps.tcp': 'x' is not a port")
        .contains(file + ":3:1: 'traps.trigger' 'ack' is neither syn nor handshake")
        .contains(file + ":4:1: there is no key 'traps.portz'")
        .contains(file + ":6:1: 'ban.expire' 'ten days' is not a duration");
    Lab.Result reload = guarded.portsnare("reload");
    assertThat(reload.exit()).isNotZero();
    guarded.configure("");
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
  }
}
