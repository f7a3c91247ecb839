package org.portsnare.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProtectionTest {
  private static final List<String> WAN = List.of("wan");
  private static final List<String> RULES = List.of("tcp 23: the first SYN");

  private static Protection of(
      boolean observe, List<String> interfaces, List<String> rules, long bans, String... warnings) {
    return withLedger("", observe, interfaces, rules, bans, warnings);
  }

  private static Protection withLedger(
      String ledgerError,
      boolean observe,
      List<String> interfaces,
      List<String> rules,
      long bans,
      String... warnings) {
    return Protection.of(
        new StatusView(
            new StatusView.Daemon("1", 1, Instant.EPOCH, "/etc/portsnare/portsnare.toml", null, ""),
            new StatusView.Rules(
                "owner+persist",
                interfaces,
                List.of("23"),
                List.of(),
                rules,
                "",
                observe,
                List.of()),
            new StatusView.Bans(bans, bans, 1_000_000, 0),
            new StatusView.Packets(0, 0, 0, 0, 0, 0, 0, 0, false),
            new CoverageView(0, 0),
            new StatusView.Hits(0, 0, 0, new PipelineView(0, 0, 0, 0, 0)),
            new StatusView.Reconciler(0, 0, 0, null),
            new StatusView.Ledger("/var/lib/portsnare/ledger.db", ledgerError),
            null,
            List.of(),
            List.of(warnings)));
  }

  @Test
  void allIsWell() {
    assertThat(of(false, WAN, RULES, 0))
        .isEqualTo(new Protection(Protection.State.FULL, "protected: no bans yet on wan"));
    assertThat(of(false, WAN, RULES, 1).text()).isEqualTo("protected: 1 ban in force on wan");
    assertThat(of(false, List.of("a", "b"), RULES, 1234).text())
        .isEqualTo("protected: 1,234 bans in force on a, b");
  }

  @Test
  void whoeverBansNobodyProtectsNobody() {
    assertThat(of(true, WAN, RULES, 5))
        .isEqualTo(
            new Protection(
                Protection.State.NONE,
                "NOT protected: observe is on: senders are recorded, and nobody is banned"));
    assertThat(of(false, List.of(), RULES, 5).text())
        .isEqualTo("NOT protected: no interface is guarded");
    assertThat(of(false, WAN, List.of(), 5).text())
        .isEqualTo("NOT protected: the configuration names no trap");
  }

  @Test
  void troubleIsSaid() {
    assertThat(of(false, WAN, RULES, 2, "one"))
        .isEqualTo(
            new Protection(
                Protection.State.IMPAIRED, "protected: 2 bans in force on wan; one warning below"));
    assertThat(of(false, WAN, RULES, 2, "one", "two").text()).endsWith("2 warnings below");
    assertThat(withLedger("the disk is full", false, WAN, RULES, 2, "one").text())
        .isEqualTo("protected: 2 bans in force on wan, but the ledger cannot be written");
  }
}
