package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.BanView;

/** Bans outlive restarts, crashes, a power cut and a day without power. */
final class SurvivalEndToEndIT {
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

  private static final Pattern EXPIRES = Pattern.compile("expires (?:(\\d+)d)?(?:(\\d+)h)?");

  /** The remaining time in the kernel, in whole hours. */
  private long kernelHoursLeft(String address) {
    String text = kernelSays(address);
    Matcher expires = EXPIRES.matcher(text);
    assertThat(expires.find()).as(text).isTrue();
    return number(expires.group(1)) * 24 + number(expires.group(2));
  }

  private String kernelSays(String address) {
    String element = "{ " + address + " }";
    return guarded
        .lab()
        .onHost("nft", "get", "element", "inet", "portsnare", "banned4", element)
        .out();
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  @Test
  void stopAndStartBringsEveryBanBackWithItsRemainingTime() {
    probe.syn("203.0.113.1", HOST4, 23);
    probe.syn("2001:db8:bad:1::5", HOST6, 23);
    guarded.awaitBanned("203.0.113.1");
    guarded.awaitBanned("2001:db8:bad:1::/64");
    guarded.portsnare("ban", "203.0.113.2", "--for", "5h");
    guarded.portsnare("ban", "203.0.113.3", "--for", "never");
    guarded.portsnare("ban", "203.0.113.128/26", "--for", "2d");
    Instant first = ban("203.0.113.1").expires();
    Instant second = ban("203.0.113.2").expires();
    assertThat(guarded.stop().out()).contains("the table stays and keeps protecting");
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);

    guarded.start();
    assertThat(guarded.banned())
        .containsExactlyInAnyOrder(
            "203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.128/26", "2001:db8:bad:1::/64");
    assertThat(ban("203.0.113.1").expires()).isEqualTo(first);
    assertThat(ban("203.0.113.2").expires()).isEqualTo(second);
    assertThat(kernelHoursLeft("203.0.113.1")).isEqualTo(239);
    assertThat(kernelHoursLeft("203.0.113.2")).isEqualTo(4);
    assertThat(guarded.client().status().reconciler().drift()).isZero();
    for (String sender :
        new String[] {"203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.130"}) {
      assertThat(probe.ping(sender, HOST4)).as(sender).isEqualTo(Scanner.Answer.SILENCE);
    }
  }

  @Test
  void dayWithoutPowerMakesBansDayShorterAndEndsThoseThatWereDue() {
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
    guarded.portsnare("ban", "203.0.113.2", "--for", "12h");
    guarded.portsnare("ban", "203.0.113.3", "--for", "never");
    Instant end = ban("203.0.113.1").expires();
    guarded.stop();
    probe.close();
    guarded.lab().rebootHost();
    probe = new Probe(guarded.lab());
    // Only this daemon sees a clock that is a day ahead, as if the machine's clock were.
    guarded.start(guarded.anotherBoot("faketime", "-f", "+1d"));
    assertThat(guarded.banned()).containsExactlyInAnyOrder("203.0.113.1", "203.0.113.3");
    assertThat(ban("203.0.113.1").expires()).isEqualTo(end);
    assertThat(kernelHoursLeft("203.0.113.1")).isEqualTo(215);
    assertThat(probe.ping("203.0.113.2", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    // The pass after the restore tells the kernel the start of the ban.
    Await.until(
        "the kernel knows the whole timeout and counts",
        Duration.ofSeconds(5),
        () -> kernelSays("203.0.113.1").contains("203.0.113.1 counter packets"));
    assertThat(kernelSays("203.0.113.1")).contains("timeout 10d expires 8d23h");
  }

  @Test
  void kernelGoesOnBanningWhenDaemonIsKilledAndNextDaemonFindsThem() {
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
    guarded.kill();
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    probe.syn("203.0.113.7", HOST4, 445);
    probe.syn("2001:db8:bad:7::5", HOST6, 445);
    assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("2001:db8:bad:7::5", HOST6)).isEqualTo(Scanner.Answer.SILENCE);

    guarded.start();
    guarded.awaitBanned("203.0.113.7");
    guarded.awaitBanned("2001:db8:bad:7::/64");
    assertThat(guarded.banned()).contains("203.0.113.1");
    assertThat(guarded.log())
        .contains("found bans in the kernel that the ledger did not know bans=2");
    assertThat(guarded.portsnare("explain", "203.0.113.7").out())
        .contains("the kernel banned it while no daemon was there");
    assertThat(kernelHoursLeft("203.0.113.7")).isEqualTo(239);
  }

  @Test
  void powerCutLosesNothingOlderThanTwoSeconds() {
    for (int i = 1; i <= 100; i++) probe.syn("203.0.113." + i, HOST4, 23);
    Await.until(
        "a hundred bans on the list",
        Duration.ofSeconds(2),
        () -> guarded.bannedQuickly().size() == 100);
    guarded.kill();
    probe.close();
    guarded.lab().rebootHost();
    probe = new Probe(guarded.lab());
    assertThat(guarded.lab().onHost("nft", "list", "ruleset").out()).isEmpty();
    guarded.start();
    assertThat(guarded.banned()).hasSize(100);
    for (int i = 1; i <= 100; i += 33) {
      assertThat(probe.ping("203.0.113." + i, HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    }
  }

  @Test
  void corruptLedgerIsSetAsideAndRebuiltFromTheKernel() throws Exception {
    probe.syn("203.0.113.1", HOST4, 23);
    probe.syn("2001:db8:bad:1::5", HOST6, 23);
    guarded.awaitBanned("203.0.113.1");
    guarded.awaitBanned("2001:db8:bad:1::/64");
    guarded.portsnare("ban", "203.0.113.128/26", "--for", "never");
    guarded.stop();
    byte[] garbage =
        "this is no database at all, not even a little bit of one"
            .repeat(200)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(guarded.ledger(), garbage);
    guarded.start();
    Await.until(
        "every ban is back",
        Duration.ofSeconds(5),
        () ->
            guarded
                .bannedQuickly()
                .containsAll(List.of("203.0.113.1", "2001:db8:bad:1::/64", "203.0.113.128/26")));
    assertThat(guarded.log()).contains("ledger damaged, set aside");
    try (var files = Files.list(guarded.ledger().getParent())) {
      var kept = files.filter(f -> f.getFileName().toString().contains("corrupt")).toList();
      assertThat(kept).hasSize(1);
      assertThat(Files.readAllBytes(kept.getFirst())).isEqualTo(garbage);
    }
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("203.0.113.130", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  @Test
  void whatTheKernelHasMoreThanALongListIsFoundAndTheListIsNotLostWithTheLedger() throws Exception {
    int many = 25_000;
    guarded.ban(IntStream.range(0, many).mapToObj(i -> "11.0." + i / 250 + "." + i % 250));
    guarded.kill();
    probe.syn("203.0.113.7", HOST4, 445);
    guarded.start();
    Await.until(
        "the ban of the time without a daemon is found",
        Duration.ofSeconds(20),
        () -> guarded.client().status().bans().active() == many + 1);
    assertThat(guarded.client().explain("203.0.113.7").banned()).isTrue();

    guarded.stop();
    try (var files = Files.list(guarded.ledger().getParent())) {
      for (Path file : files.filter(f -> f.getFileName().toString().contains("ledger")).toList()) {
        Files.delete(file);
      }
    }
    guarded.start();
    Await.until(
        "all are back from the kernel",
        Duration.ofSeconds(20),
        () -> guarded.client().status().bans().active() == many + 1);
  }

  @Test
  void secondDaemonIsRefusedAndTheFirstGoesOn() {
    Lab.Result second = guarded.portsnare("run");
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err()).contains("another daemon runs").doesNotContain("\tat ");
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
  }
}
