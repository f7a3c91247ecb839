package org.portsnare.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.TestBans;
import org.portsnare.fact.Insights.Count;

final class InsightsTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:30:00Z");
  private static final ToolName MASSCAN = new ToolName(Tool.MASSCAN, true, "why");
  private static final ToolName NMAP = new ToolName(Tool.NMAP, false, "why");

  private final Insights.Counter counter = new Insights.Counter(NOW);

  private void ban(Duration ago, int port, Evidence evidence, @Nullable ToolName tool) {
    Ban ban = TestBans.syn(Prefix.parse("203.0.113.7"), NOW.minus(ago), null, port, evidence);
    counter.ban(ban, tool);
  }

  @Test
  void nothingIsNothing() {
    Insights none = counter.result();
    assertThat(none.hours()).isEqualTo(Collections.nCopies(24, 0));
    assertThat(none.ports()).isEmpty();
    assertThat(none.confirmed()).isZero();
  }

  @Test
  void bansAreCountedByHourPortToolAndEvidence() {
    ban(Duration.ZERO, 23, Evidence.CONFIRMED, MASSCAN);
    ban(Duration.ofMinutes(59), 23, Evidence.PROBABLE, NMAP);
    ban(Duration.ofMinutes(60), 445, Evidence.PROBABLE, MASSCAN);
    ban(Duration.ofHours(23), 4_711, Evidence.PROBABLE, null);
    // By hand, so without a port.
    ban(Duration.ofHours(2), 0, Evidence.CONFIRMED, null);
    // Older than a day, and one whose time is ahead: neither counts.
    ban(Duration.ofHours(24), 23, Evidence.CONFIRMED, MASSCAN);
    ban(Duration.ofHours(-1), 23, Evidence.CONFIRMED, MASSCAN);
    Insights insights = counter.result();
    assertThat(insights.bans()).isEqualTo(5);
    assertThat(insights.hours().get(23)).isEqualTo(2);
    assertThat(insights.hours().get(22)).isEqualTo(1);
    assertThat(insights.hours().get(21)).isEqualTo(1);
    assertThat(insights.hours().get(0)).isEqualTo(1);
    assertThat(insights.ports())
        .containsExactly(
            new Count("23", "telnet", 2),
            new Count("445", "SMB, file shares", 1),
            new Count("4711", "", 1));
    assertThat(insights.tools())
        .containsExactly(new Count("masscan", "", 2), new Count("nmap", "", 1));
    assertThat(insights.confirmed()).isEqualTo(2);
  }

  @Test
  void phrasesAreGroupedAndBounded() {
    counter.phrase("");
    counter.phrase("root");
    for (int i = 0; i < 10_000; i++) counter.phrase("x" + i);
    counter.phrase("root");
    Insights insights = counter.result();
    assertThat(insights.phrases()).hasSize(8).startsWith(new Count("root", "", 2));
  }
}
