package org.portsnare.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;

final class InsideQueryTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({
    "198.51.100.0/24,198.51.100.",
    "198.51.0.0/17,198.51.",
    "0.0.0.0/0,''",
    "10.0.0.0/8,10.",
    "192.0.2.1,192.0.2.1",
    "2001:db8:7::/48,2001:db8:7:",
    "2001:db8:0:1::/64,2001:db8:",
    "2001:db8::/30,2001:",
    "::/0,''",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
  })
  void theTextWithWhichAllInsideBegin(String network, String begin) {
    assertThat(InsideQuery.begin(Prefix.parse(network))).isEqualTo(begin);
  }

  /** Compared with a check of each prefix. */
  @Test
  void findsAllThatAreInside() {
    Random random = new Random(5);
    List<Prefix> banned = new ArrayList<>();
    try (Ledger ledger = Ledger.open(dir.resolve("ledger.db"))) {
      for (int i = 0; i < 2_000; i++) {
        Prefix prefix = prefix(random);
        if (banned.contains(prefix)) continue;
        banned.add(prefix);
        ledger.insert(
            new Ban(
                prefix,
                Instant.EPOCH,
                null,
                false,
                Trigger.MANUAL,
                Evidence.CONFIRMED,
                Ban.Touched.NOTHING,
                0,
                0,
                1,
                ""),
            null);
      }
      ledger.commit();
      for (int i = 0; i < 200; i++) {
        Prefix network = prefix(random).widened(random.nextInt(33));
        List<Prefix> inside =
            banned.stream()
                .filter(prefix -> network.contains(prefix) && !prefix.equals(network))
                .toList();
        LedgerReader.Inside found = ledger.reader().inside(network, 3_000);
        assertThat(found.newest()).containsExactlyElementsOf(inside.reversed());
        assertThat(found.count()).isEqualTo(inside.size());
        assertThat(ledger.reader().inside(network, 1).newest()).hasSizeLessThanOrEqualTo(1);
        assertThat(ledger.networksInside(network))
            .containsExactlyInAnyOrderElementsOf(
                inside.stream().filter(prefix -> !prefix.isAddress()).toList());
      }
    }
  }

  /**
   * Few values, so that prefixes are often inside one another; zeros, for addresses in short form.
   */
  private static Prefix prefix(Random random) {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    for (int i = 0; i < address.length; i++) address[i] = (byte) (random.nextInt(3) * 16);
    return Prefix.of(address, 8 + random.nextInt(address.length * 8 - 7));
  }
}
