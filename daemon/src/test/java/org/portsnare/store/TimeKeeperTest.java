package org.portsnare.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.log.Log;
import org.portsnare.work.SteadyClock;

final class TimeKeeperTest {
  private static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Prefix BEFORE = Prefix.parse("192.0.2.1");
  private static final Prefix SHORT = Prefix.parse("192.0.2.2");
  private static final Prefix MADE = Prefix.parse("192.0.2.3");

  @TempDir private Path dir;
  private Ledger ledger;

  /** What is true, how wrong the machine's clock is, and since when it has run. */
  private Instant truth = BEGIN;

  private Duration wrong = Duration.ZERO;
  private Instant booted = BEGIN.minusSeconds(5);
  private String bootId = "a";
  private boolean synchronised;
  private SteadyClock clock;
  private TimeKeeper keeper;
  private final Generations generations = new Generations();

  @BeforeEach
  void open() {
    ledger = Ledger.open(dir.resolve("ledger.db"));
    begin();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void begin() {
    clock =
        new SteadyClock(
            () -> truth.plus(wrong),
            () -> Duration.between(booted, truth).toMillis(),
            () -> Duration.between(booted, truth).toNanos(),
            bootId);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Log log = new Log(nowhere, InstantSource.system(), false);
    keeper = new TimeKeeper(clock, generations, () -> synchronised, log);
    keeper.resume(ledger);
    keeper.note(ledger);
    ledger.expire(clock.instant());
    ledger.commit();
  }

  private void boot(String id, Duration wrongBy) {
    keeper.note(ledger);
    ledger.commit();
    bootId = id;
    wrong = wrongBy;
    synchronised = false;
    pass(MINUTE);
    booted = truth;
    begin();
  }

  private void pass(Duration time) {
    truth = truth.plus(time);
  }

  private void ban(Prefix prefix, Duration time) {
    Instant now = clock.instant();
    Trigger manual = Trigger.MANUAL;
    Evidence confirmed = Evidence.CONFIRMED;
    ledger.insert(
        new Ban(
            prefix, now, now.plus(time), true, manual, confirmed, Ban.Touched.NOTHING, 0, 0, 1, ""),
        null);
    ledger.commit();
  }

  private boolean settle() {
    return keeper.canSettle() && keeper.settle(ledger);
  }

  private Optional<Instant> end(Prefix prefix) {
    return ledger.active(prefix).map(Ban::expires);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P30D", "PT2H", "PT-2H", "P-30D"})
  void whatWasWrittenWithAWrongClockIsPutRight(String step) {
    ban(BEFORE, HOUR);
    ban(SHORT, MINUTE);
    boot("b", Duration.parse(step));
    Instant began = truth;
    ban(MADE, HOUR);
    pass(MINUTE);
    assertThat(settle()).isFalse();
    wrong = Duration.ZERO;
    synchronised = true;
    assertThat(settle()).isTrue();
    ledger.expire(clock.instant());
    assertThat(clock.instant()).isEqualTo(truth);
    assertThat(end(BEFORE)).contains(BEGIN.plus(HOUR));
    assertThat(end(SHORT)).isEmpty();
    assertThat(ledger.lastEnd(SHORT)).contains(BEGIN.plus(MINUTE));
    assertThat(end(MADE)).contains(began.plus(HOUR));
    assertThat(ledger.count()).isEqualTo(2);
    assertThat(settle()).isFalse();
  }

  /** A daemon that is started again in the same boot still knows what is in doubt. */
  @Test
  void aRestartInBetween() {
    boot("b", Duration.ofDays(30));
    Instant began = truth;
    ban(MADE, HOUR);
    keeper.note(ledger);
    pass(MINUTE);
    begin();
    wrong = Duration.ZERO;
    synchronised = true;
    assertThat(settle()).isTrue();
    assertThat(end(MADE)).contains(began.plus(HOUR));
  }

  /** The next boot has the right clock; what the boot before wrote does not stay in the future. */
  @Test
  void aBootThatWasNeverPutRight() {
    ban(BEFORE, HOUR);
    boot("b", Duration.ofDays(30));
    ban(MADE, HOUR);
    synchronised = true;
    keeper.note(ledger);
    ledger.commit();
    bootId = "c";
    wrong = Duration.ZERO;
    pass(MINUTE);
    booted = truth;
    begin();
    assertThat(clock.instant()).isEqualTo(truth);
    assertThat(end(MADE)).contains(truth.plus(HOUR));
    assertThat(end(BEFORE)).contains(BEGIN.plus(HOUR));
  }

  @Test
  void onceABootOnly() {
    synchronised = true;
    assertThat(settle()).isFalse();
    ban(MADE, HOUR);
    wrong = Duration.ofDays(10);
    assertThat(settle()).isFalse();
    assertThat(clock.instant()).isEqualTo(truth);
    assertThat(keeper.ahead()).isEqualTo(Duration.ofDays(10));
  }

  /** Whoever was banned anew has one ban, not two. */
  @Test
  void aBanThatWasMadeAgain() {
    ban(BEFORE, HOUR);
    boot("b", Duration.ofDays(30));
    Instant began = truth;
    ban(BEFORE, HOUR.plus(HOUR));
    wrong = Duration.ZERO;
    synchronised = true;
    assertThat(settle()).isTrue();
    assertThat(ledger.count()).isEqualTo(1);
    assertThat(end(BEFORE)).contains(began.plus(HOUR).plus(HOUR));
  }

  @Test
  void aLedgerThatFailsLeavesTheClockAsItWas() {
    boot("b", Duration.ofDays(30));
    Instant seemed = clock.instant();
    wrong = Duration.ZERO;
    synchronised = true;
    Ledger closed = Ledger.open(dir.resolve("other.db"));
    closed.close();
    assertThatThrownBy(() -> keeper.settle(closed)).isInstanceOf(LedgerException.class);
    assertThat(clock.instant()).isEqualTo(seemed);
    assertThat(settle()).isTrue();
    assertThat(clock.instant()).isEqualTo(truth);
  }

  /** A ban that seemed to have ended does not come back if a later one of its sender was lifted. */
  @Test
  void whatWasLiftedStaysLifted() {
    ban(BEFORE, HOUR);
    boot("b", Duration.ofDays(30));
    ban(BEFORE, HOUR);
    ledger.end(BEFORE, clock.instant(), "unbanned");
    ledger.commit();
    wrong = Duration.ZERO;
    synchronised = true;
    assertThat(settle()).isTrue();
    assertThat(end(BEFORE)).isEmpty();
  }
}
