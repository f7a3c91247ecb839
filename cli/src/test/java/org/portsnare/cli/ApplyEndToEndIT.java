package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A configuration on trial is reverted, byte for byte, unless somebody confirms it in time. */
final class ApplyEndToEndIT {
  private static final String BEFORE = "[traps]\nclosed-ports = 4\nhits = 2\n";

  /** Other chains, other sets, other limits, other lifetimes. */
  private static final String TRIED =
      """
      [traps]
      tcp = [7777]
      udp = [161]
      prove = false
      [ban]
      expire = "1h"
      max = 5000
      new-per-second = 7
      """;

  private Guarded guarded;
  private Probe probe;

  @BeforeEach
  void start() {
    guarded = Guarded.start(BEFORE);
    probe = new Probe(guarded.lab());
    guarded.portsnare("ban", "203.0.113.99", "--for", "never");
    guarded.portsnare("allow", "203.0.113.98");
  }

  @AfterEach
  void stop() {
    probe.close();
    guarded.close();
  }

  /** All rules except counters and the remaining time of elements. */
  private String rules() {
    Lab.Result result = guarded.lab().onHost("nft", "-s", "list", "table", "inet", "portsnare");
    assertThat(result.exit()).as(result.err()).isZero();
    // The text before it has the owner's name and flags; they differ in a table without owner.
    return result.out().substring(result.out().indexOf("\tcounter banned"));
  }

  private Process apply(String time) throws IOException {
    return guarded
        .lab()
        .hostProcess(
            Guarded.launcher(), "apply", "--confirm", time, "-c", guarded.config().toString())
        .redirectErrorStream(true)
        .redirectOutput(guarded.directory().resolve("apply.out").toFile())
        .start();
  }

  private String begin(String time) throws IOException {
    String before = rules();
    guarded.configure(TRIED);
    apply = apply(time);
    Await.until("the trial", Duration.ofSeconds(20), () -> rules().contains("7777"));
    return before;
  }

  private Process apply;

  @Test
  void notConfirmedTheOldRulesAreBackOnTimeByteForByte() throws Exception {
    String before = begin("4s");
    long start = System.nanoTime();
    assertThat(rules()).isNotEqualTo(before);
    assertThat(guarded.client().status().daemon().trialUntil()).isNotNull();
    assertThat(guarded.portsnare("status").out()).contains(", on trial until ");
    assertThat(guarded.portsnare("reload").err()).contains("a configuration is on trial");
    Await.until("the old rules", Duration.ofSeconds(5), () -> !rules().contains("7777"));
    assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isBetween(2_500L, 5_000L);
    assertThat(rules()).isEqualTo(before);
    assertThat(apply.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(apply.exitValue()).isEqualTo(1);
    assertThat(guarded.client().status().daemon().trialUntil()).isNull();
    assertThat(guarded.banned()).containsExactly("203.0.113.99");
    // The file still has the tried configuration, but a start does not use it.
    guarded.kill();
    guarded.start();
    assertThat(rules()).isEqualTo(before);
    assertThat(guarded.log()).contains("nobody confirmed it");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    assertThat(rules()).contains("7777");
  }

  @Test
  void confirmedItStaysAndOldBansFollow() throws Exception {
    probe.syn("203.0.113.1", HOST4, 23);
    probe.syn("203.0.113.1", HOST4, 23);
    guarded.awaitBanned("203.0.113.1");
    begin("30s");
    // A trial shortens no ban: an ended ban could not be restored.
    assertThat(lasts("203.0.113.1")).isEqualTo(Duration.ofDays(10));
    // Meanwhile somebody has half written the next change of the file.
    assertThat(portsnareWithBrokenFile("confirm").out()).contains("confirmed");
    guarded.configure(TRIED);
    assertThat(apply.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(apply.exitValue()).isZero();
    assertThat(lasts("203.0.113.1")).isEqualTo(Duration.ofHours(1));
    assertThat(rules()).contains("7777");
    guarded.kill();
    guarded.start();
    assertThat(rules()).contains("7777");
    assertThat(guarded.portsnare("confirm").err()).contains("no configuration is on trial");
  }

  private Lab.Result portsnareWithBrokenFile(String command) {
    guarded.configure("[traps]\nportz = 1\ntcp = [70000]\n");
    return guarded.portsnare(command);
  }

  private Duration lasts(String address) {
    var ban = guarded.client().explain(address).history().getFirst().ban();
    return Duration.between(ban.since(), ban.expires());
  }

  @Test
  void revertTakesItBackAtOnce() throws Exception {
    String before = begin("60s");
    assertThat(guarded.portsnare("revert").out()).contains("taken back");
    assertThat(rules()).isEqualTo(before);
    assertThat(apply.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(apply.exitValue()).isEqualTo(1);
  }

  @Test
  void theDaemonIsKilledAndNobodyStartsItAgain() throws Exception {
    String before = begin("4s");
    guarded.kill();
    // The terminal is lost too.
    new ProcessBuilder("kill", "-HUP", Long.toString(apply.pid())).start().waitFor();
    assertThat(rules()).contains("7777");
    Await.until("the old rules", Duration.ofSeconds(8), () -> !rules().contains("7777"));
    assertThat(rules()).isEqualTo(before);
    assertThat(apply.waitFor(10, TimeUnit.SECONDS)).isTrue();
    // There is no daemon, but the rules have its ban, its exemption and its threshold.
    assertThat(probe.ping("203.0.113.99", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.tcp("203.0.113.98", HOST4, 23)).isEqualTo(Scanner.Answer.CLOSED);
    guarded.start();
    assertThat(rules()).isEqualTo(before);
  }

  @Test
  void theDaemonIsKilledAndStartedAgain() throws Exception {
    String before = begin("60s");
    guarded.kill();
    guarded.start();
    assertThat(rules()).isEqualTo(before);
    assertThat(guarded.log()).contains("nobody confirmed it");
    assertThat(apply.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(apply.exitValue()).isEqualTo(1);
  }

  @Test
  void whereTheLedgerCannotBeWrittenNothingIsPutIntoForce() throws Exception {
    String before = rules();
    Process holder =
        guarded
            .lab()
            .hostProcess("sqlite3", guarded.ledger().toString())
            .redirectErrorStream(true)
            .start();
    try (var sql = holder.outputWriter();
        var said = holder.inputReader()) {
      sql.write("BEGIN IMMEDIATE; SELECT 'held';\n");
      sql.flush();
      assertThat(said.readLine()).isEqualTo("held");
      guarded.configure(TRIED);
      Lab.Result refused = guarded.portsnare("apply", "--confirm", "60s");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(rules()).isEqualTo(before);
    } finally {
      holder.destroy();
      holder.waitFor();
    }
    assertThat(guarded.client().status().daemon().trialUntil()).isNull();
    assertThat(guarded.portsnare("reload").exit()).isZero();
    assertThat(rules()).contains("7777");
  }

  @Test
  void mistakesChangeNothing() {
    String before = rules();
    guarded.configure("[traps]\ntcp = [70000]\n");
    Lab.Result result = guarded.portsnare("apply", "--confirm", "5s");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("70000 is not a port");
    guarded.configure("[ban]\nipv6-prefix = 48\n");
    assertThat(guarded.portsnare("apply", "--confirm", "5s").err()).contains("cannot be tried");
    assertThat(guarded.portsnare("apply", "--confirm", "5d").exit()).isEqualTo(2);
    Lab.Result soon = guarded.portsnare("apply", "--confirm", "soon");
    assertThat(soon.exit()).isEqualTo(2);
    assertThat(soon.err()).startsWith("portsnare: --confirm: 'soon' is not").hasLineCount(1);
    assertThat(rules()).isEqualTo(before);
  }
}
