package org.portsnare.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.ledger.Ledger;

final class SweepTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final List<Prefix> EXEMPT = List.of(Prefix.parse("10.0.0.0/8"));

  @TempDir private Path dir;
  private Ledger ledger;
  private final Sweep sweep = new Sweep();
  private final List<String> exempt = new ArrayList<>();
  private final List<String> unreal = new ArrayList<>();

  @BeforeEach
  void open() {
    ledger = Ledger.open(dir.resolve("ledger.db"));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void ban(String prefix) {
    Trigger manual = Trigger.MANUAL;
    Evidence confirmed = Evidence.CONFIRMED;
    Prefix parsed = Prefix.parse(prefix);
    ledger.insert(
        new Ban(parsed, NOW, null, false, manual, confirmed, Ban.Touched.NOTHING, 0, 0, 1, ""),
        null);
  }

  private int run() {
    int pages = 0;
    while (sweep.isRunning()) {
      Sweep.Page page = sweep.step(ledger);
      page.exempt().forEach(prefix -> exempt.add(prefix.toString()));
      page.unreal().forEach(prefix -> unreal.add(prefix.toString()));
      pages++;
    }
    return pages;
  }

  @Test
  void findsWhatMustNotBeThereOverManyPages() {
    ban("10.1.2.3");
    ban("::/64");
    for (int i = 0; i < 20_000; i++) ban("192.0." + i / 250 + "." + i % 250);
    ban("10.9.0.0/16");
    ban("8.0.0.0/6");
    ban("::ffff:c000:201");
    sweep.begin(ledger, EXEMPT);
    assertThat(run()).isEqualTo(3);
    assertThat(exempt).containsExactly("10.1.2.3", "10.9.0.0/16");
    assertThat(unreal).containsExactly("::/64", "::ffff:c000:201");
  }

  @Test
  void looksOnceForTheSameNetworksAndAnewForOthers() {
    ban("172.16.0.1");
    sweep.begin(ledger, EXEMPT);
    assertThat(run()).isEqualTo(1);
    sweep.begin(ledger, EXEMPT);
    assertThat(sweep.isRunning()).isFalse();
    sweep.begin(ledger, List.of(Prefix.parse("172.16.0.0/12")));
    assertThat(run()).isEqualTo(1);
    assertThat(exempt).containsExactly("172.16.0.1");
  }

  @Test
  void looksAgainAtWhatCouldNotBeEnded() {
    ban("10.1.2.3");
    sweep.begin(ledger, EXEMPT);
    run();
    sweep.again();
    run();
    assertThat(exempt).containsExactly("10.1.2.3", "10.1.2.3");
  }
}
