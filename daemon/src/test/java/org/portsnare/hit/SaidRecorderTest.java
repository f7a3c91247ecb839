package org.portsnare.hit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.firewall.Packets;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.testing.TestingClock;

/** What first words do to a ban, without a kernel. */
final class SaidRecorderTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Prefix SENDER = Prefix.parse("203.0.113.7");
  private static final HitKind SAID = new HitKind(Trigger.HANDSHAKE, false, true, false);
  private static final String BROWSER =
      """
      GET /x.png HTTP/1.1\r
      Host: 198.51.100.1:3389\r
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
      Referer: https://forum.example/thread\r
      Sec-Fetch-Site: cross-site\r
      Sec-Fetch-Mode: no-cors\r
      Sec-Fetch-Dest: image\r
      \r
      """;

  @TempDir private Path dir;
  private final TestingClock clock = new TestingClock(NOW);
  private final HitQueue queue = new HitQueue(64, 1_024);
  private final SaidRecorder recorder = new SaidRecorder(queue, new BanEvents());
  private int sequence = 1_000;
  private Ledger ledger;
  private Ruleset ruleset;
  private FakeEnforcer kernel;

  @BeforeEach
  void open() {
    ledger = Ledger.open(dir.resolve("ledger.db"));
    configure("");
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void configure(String toml) {
    ruleset = FakeEnforcer.ruleset(toml);
    kernel = new FakeEnforcer(ruleset, clock);
  }

  private void ban(Trigger trigger, boolean fixed) {
    Instant now = clock.instant();
    Ban ban =
        new Ban(
            SENDER,
            now,
            now.plus(Duration.ofDays(10)),
            fixed,
            trigger,
            Evidence.CONFIRMED,
            new Ban.Touched("tcp", 3389, "wan"),
            1,
            0,
            1,
            "");
    ledger.insert(ban, null);
    ledger.commit();
    kernel.update(List.of(ban.term()));
    kernel.confirm(List.of(ban.term()));
  }

  private void say(String words) {
    byte[] packet =
        Packets.tcp(
            new Packets.Path("203.0.113.7", "198.51.100.1", 3389),
            Packets.ACK | Packets.PSH,
            sequence,
            1,
            words.getBytes(StandardCharsets.ISO_8859_1));
    // The same sequence number again is a retransmission.
    sequence += words.length();
    queue.put(SAID, packet, packet.length, 1, clock.millis());
    assertThat(recorder.isIdle()).isFalse();
    recorder.record(ledger, kernel, ruleset);
    // What was not committed is forgotten.
    ledger.rollback();
  }

  private Ban ban() {
    return ledger.active(SENDER).orElseThrow();
  }

  @Test
  void wordsAreKeptWithTheBan() {
    ban(Trigger.HANDSHAKE, false);
    say("root\r\n");
    byte[] said = ledger.history(SENDER, 1).getFirst().said().getFirst();
    assertThat(new String(said, StandardCharsets.ISO_8859_1)).endsWith("root\r\n");
    assertThat(ban().expires()).isEqualTo(NOW.plus(Duration.ofDays(10)));
    assertThat(recorder.isIdle()).isTrue();
  }

  @Test
  void aPacketWithoutWordsSaysNothing() {
    ban(Trigger.HANDSHAKE, false);
    say("");
    assertThat(ledger.history(SENDER, 1).getFirst().said()).isEmpty();
  }

  @Test
  void aRetransmissionIsNotToldTwice() {
    ban(Trigger.HANDSHAKE, false);
    say("root\r\n");
    sequence = 1_000;
    say("root\r\n");
    assertThat(ledger.history(SENDER, 1).getFirst().said()).hasSize(1);
  }

  @Test
  void onlyTheFirstPacketsAreKept() {
    ban(Trigger.HANDSHAKE, false);
    for (int i = 0; i < 10; i++) say("word " + i);
    assertThat(ledger.history(SENDER, 1).getFirst().said()).hasSize(Ruleset.SAID_PACKETS);
  }

  @Test
  void aBrowserIsBannedForTenMinutesAndNotInBothDirections() {
    ban(Trigger.HANDSHAKE, false);
    say(BROWSER);
    Instant end = NOW.plus(Duration.ofMinutes(10));
    assertThat(ban().expires()).isEqualTo(end);
    assertThat(ban().trigger()).isEqualTo(Trigger.BROWSER);
    assertThat(kernel.end(SENDER)).isEqualTo(end.toEpochMilli());
    assertThat(kernel.confirmed()).isEmpty();
  }

  /** A scanner could say the same again and again. */
  @Test
  void onceADayOnly() {
    ban(Trigger.HANDSHAKE, false);
    say(BROWSER);
    for (Duration later : List.of(Duration.ofHours(1), Duration.ofHours(24))) {
      ledger.end(SENDER, clock.instant(), "expired");
      ledger.commit();
      clock.advance(later);
      ban(Trigger.HANDSHAKE, false);
      say(BROWSER);
      boolean again = later.toHours() == 24;
      assertThat(ban().trigger()).isEqualTo(again ? Trigger.BROWSER : Trigger.HANDSHAKE);
    }
  }

  @Test
  void aBanByHandAndOneWithAnEndOfItsOwnAreNotShortened() {
    ban(Trigger.MANUAL, false);
    say(BROWSER);
    assertThat(ban().trigger()).isEqualTo(Trigger.MANUAL);
    ledger.end(SENDER, clock.instant(), "unbanned");
    ban(Trigger.SYN, true);
    say(BROWSER);
    assertThat(ban().trigger()).isEqualTo(Trigger.SYN);
  }

  @Test
  void whoeverDoesNotWantThatHasItSo() {
    configure("[ban]\nexpire-browser = \"never\"\n");
    ban(Trigger.HANDSHAKE, false);
    say(BROWSER);
    assertThat(ban().trigger()).isEqualTo(Trigger.HANDSHAKE);
  }
}
