package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;

/** A ban ends at its planned time, even if somebody sets the machine's clock. */
final class ClockEndToEndIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private Guarded guarded;
  private Probe probe;
  private long begun;

  @BeforeEach
  void start() {
    guarded = Guarded.start("");
    probe = new Probe(guarded.lab());
    assertThat(guarded.portsnare("ban", "203.0.113.1", "--for", "1h").exit()).isZero();
    begun = System.nanoTime();
    assertThat(guarded.portsnare("ban", "203.0.113.0/28", "--for", "90d").exit()).isZero();
  }

  @AfterEach
  void stop() {
    probe.close();
    guarded.close();
  }

  /** Only this daemon sees the wrong clock, as if the machine's clock were wrong. */
  private void startWith(String offset) {
    guarded.start(
        "env",
        "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "FAKETIME_NO_CACHE=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        offset);
  }

  /** Remaining milliseconds of a ban in the kernel; 0 if the kernel does not have it. */
  private long kernelLeft(String address) {
    String set = guarded.lab().onHost("nft", "list", "set", "inet", "portsnare", "banned4").out();
    Matcher left =
        Pattern.compile(
                Pattern.quote(address + " ")
                    + "[^,}]*expires"
                    + " (?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?")
            .matcher(set);
    if (!left.find()) return 0;
    long millis = 0;
    long[] units = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    for (int i = 0; i < units.length; i++) {
      if (left.group(i + 1) != null) millis += units[i] * Long.parseLong(left.group(i + 1));
    }
    return millis;
  }

  private void assertThatTheBanEndsInTime() {
    long expected = HOUR.toMillis() - (System.nanoTime() - begun) / 1_000_000;
    assertThat(kernelLeft("203.0.113.1")).isBetween(expected - 1_000, expected + 1_000);
    assertThat(guarded.banned()).containsExactlyInAnyOrder("203.0.113.0/28", "203.0.113.1");
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("203.0.113.9", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  @Test
  void aStartWithAWrongClockOverALiveTable() throws InterruptedException {
    for (String step : List.of("+30d", "-30d", "+2h", "-2h")) {
      assertThat(guarded.terminate()).isEqualTo(143);
      startWith("FAKETIME=" + step);
      assertThatTheBanEndsInTime();
      assertThat(guarded.portsnare("status").out()).contains("the machine's clock was set");
    }
    guarded.kill();
    guarded.start();
    assertThatTheBanEndsInTime();
    assertThat(guarded.portsnare("status").out()).doesNotContain("clock was set");
  }

  /** Simulates a boot: another boot id, no table in the kernel, and no time service has run yet. */
  private void bootWith(Path offset) throws IOException, InterruptedException {
    assertThat(guarded.terminate()).isEqualTo(143);
    assertThat(guarded.lab().onHost("nft", "delete", "table", "inet", "portsnare").exit()).isZero();
    // The host is off for more than the tested second, but less than a pass usually ignores.
    Thread.sleep(2_500);
    Path boot = guarded.directory().resolve("boot_id");
    Files.writeString(boot, UUID.randomUUID() + "\n");
    Files.createDirectories(run());
    String mounts =
        "mount --bind "
            + boot
            + " /proc/sys/kernel/random/boot_id && mount --bind "
            + run()
            + " /run && exec \"$@\"";
    guarded.start(
        "unshare",
        "--mount",
        "sh",
        "-c",
        mounts,
        "sh",
        "env",
        "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "FAKETIME_NO_CACHE=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "FAKETIME_TIMESTAMP_FILE=" + offset);
  }

  private Path run() {
    return guarded.directory().resolve("run");
  }

  /** Sets the clock right, as a time service does. */
  private void setClockRight(Path offset) throws IOException {
    Files.writeString(offset, "+0");
    Path sign = run().resolve("systemd/timesync/synchronized");
    Files.createDirectories(sign.getParent());
    Files.createFile(sign);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+30d", "-2h"})
  void aBootWithAWrongClockThatIsPutRight(String step) throws IOException, InterruptedException {
    Path offset = guarded.directory().resolve("offset");
    Files.writeString(offset, step);
    bootWith(offset);
    assertThat(guarded.portsnare("ban", "203.0.113.99", "--for", "1h").exit()).isZero();
    long made = System.nanoTime();
    setClockRight(offset);
    Await.until(
        "the ban is back, and the other one not lost",
        Duration.ofSeconds(10),
        () -> guarded.banned().size() == 3);
    Await.until(
        "the kernel follows",
        Duration.ofSeconds(10),
        () -> isAnHourFrom(kernelLeft("203.0.113.1"), begun));
    assertThat(isAnHourFrom(kernelLeft("203.0.113.99"), made)).isTrue();
    assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    String listed = guarded.portsnare("export", "--format", "csv").out();
    assertThat(listed).contains("203.0.113.99," + LocalDate.now(ZoneOffset.UTC));
    assertThat(guarded.portsnare("status").out()).doesNotContain("clock was set");
    // It stays so after a restart.
    guarded.kill();
    guarded.start();
    assertThat(guarded.banned()).hasSize(3);
    assertThat(isAnHourFrom(kernelLeft("203.0.113.99"), made)).isTrue();
  }

  private static boolean isAnHourFrom(long left, long begun) {
    long expected = HOUR.toMillis() - (System.nanoTime() - begun) / 1_000_000;
    return Math.abs(left - expected) <= 1_000;
  }

  @Test
  void aClockThatIsSetWhileTheDaemonRuns() throws IOException, InterruptedException {
    Path offset = guarded.directory().resolve("offset");
    Files.writeString(offset, "+0");
    assertThat(guarded.terminate()).isEqualTo(143);
    startWith("FAKETIME_TIMESTAMP_FILE=" + offset);
    for (String step : List.of("+30d", "+0", "-30d", "+2h", "-2h", "+0")) {
      Files.writeString(offset, step);
      boolean set = !step.equals("+0");
      Await.until(
          "it is noticed",
          Duration.ofSeconds(5),
          () -> guarded.portsnare("status").out().contains("clock was set") == set);
      // A reload makes the kernel follow the ledger; so it shows a wrong ledger.
      assertThat(guarded.portsnare("reload").exit()).isZero();
      assertThatTheBanEndsInTime();
    }
  }

  /** A ban made with a wrong clock has the right lifetime after the clock is corrected. */
  @Test
  void aBanThatIsMadeWithAWrongClock() throws InterruptedException {
    guarded.terminate();
    startWith("FAKETIME=-30d");
    assertThat(guarded.portsnare("unban", "203.0.113.1").exit()).isZero();
    assertThat(guarded.portsnare("ban", "203.0.113.1", "--for", "1h").exit()).isZero();
    begun = System.nanoTime();
    guarded.terminate();
    guarded.start();
    assertThatTheBanEndsInTime();
  }
}
