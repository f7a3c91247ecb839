package org.portsnare.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.ledger.query.Dimension;
import org.portsnare.ledger.query.Slot;

final class SalvageTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final int BANS = 3_000;
  private static final int PAGE = 4_096;

  @TempDir private Path dir;
  private Path damaged;
  private Path fresh;

  @BeforeEach
  void threeThousandBans() {
    damaged = dir.resolve("damaged.db");
    fresh = dir.resolve("fresh.db");
    try (Ledger ledger = Ledger.open(damaged)) {
      for (int i = 0; i < BANS; i++) {
        Prefix prefix = Prefix.parse("198.18." + i / 250 + "." + i % 250);
        Ban ban =
            new Ban(
                prefix,
                NOW,
                null,
                false,
                Trigger.SYN,
                Evidence.PROBABLE,
                new Ban.Touched("tcp", 23, "wan"),
                1,
                0,
                1,
                "");
        ledger.insert(ban, null);
      }
      ledger.allowed().put(new Allowed.Entry(Prefix.parse("192.0.2.1"), null, "me"), NOW);
      ledger.setMeta("firewall.layout", "32,64");
      ledger.history().add(Map.of(new Slot(24, Dimension.PORT, "23"), 7L), BANS);
      ledger.commit();
    }
  }

  private void overwritePageWith(String text) throws IOException {
    byte[] bytes = Files.readAllBytes(damaged);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text) / PAGE * PAGE;
    assertThat(at).isGreaterThan(PAGE);
    Arrays.fill(bytes, at, at + PAGE, (byte) 0x5a);
    Files.write(damaged, bytes);
  }

  @Test
  void allButTheRowsOfADamagedPageAreSaved() throws IOException {
    overwritePageWith("198.18.4.7");
    long saved = Ledger.salvage(damaged, fresh);
    assertThat(saved).isBetween(BANS - 100L, BANS - 1L);
    try (Ledger ledger = Ledger.open(fresh)) {
      assertThat(ledger.count()).isEqualTo(saved);
      assertThat(ledger.active(Prefix.parse("198.18.4.7"))).isEmpty();
      assertThat(ledger.active(Prefix.parse("198.18.0.0"))).isPresent();
      assertThat(ledger.active(Prefix.parse("198.18.11.249"))).isPresent();
      assertThat(ledger.allowed().inForce(NOW)).hasSize(1);
      assertThat(ledger.meta("firewall.layout")).contains("32,64");
      assertThat(ledger.history().counted()).isEqualTo(BANS);
      List<Long> counts = new ArrayList<>();
      ledger.reader().history(0, 48, false, counted -> counts.add(counted.number()));
      ledger.reader().history(0, 48, true, counted -> counts.add(counted.number()));
      assertThat(counts).containsExactly(7L, 7L);
    }
  }

  @Test
  void noiseGivesAnEmptyLedger() throws IOException {
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    Files.write(damaged, noise);
    assertThat(Ledger.salvage(damaged, fresh)).isZero();
    try (Ledger ledger = Ledger.open(fresh)) {
      assertThat(ledger.count()).isZero();
    }
  }
}
