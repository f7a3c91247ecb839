package org.portsnare.view;

import java.time.Instant;
import java.util.List;

/** The state of a daemon that has 12,345 bans and names no trap. */
public final class TestStatus {
  private static final Instant TIME = Instant.parse("2026-11-25T12:00:00.123Z");

  private TestStatus() {}

  public static StatusView with(List<String> warnings) {
    return new StatusView(
        new StatusView.Daemon("1.2.3", 42, TIME, "portsnare.toml", null, ""),
        new StatusView.Rules(
            "owner+persist", List.of("wan"), List.of(), List.of(), List.of(), "", false, List.of()),
        new StatusView.Bans(12_345, 12_345, 1_000_000, 0),
        new StatusView.Packets(0, 6_789, 0, 0, 0, 0, 0, 0, false),
        new CoverageView(0, 0),
        new StatusView.Hits(0, 0, 0, new PipelineView(0, 0, 0, 0, 0)),
        new StatusView.Reconciler(0, 0, 0, null),
        new StatusView.Ledger("ledger.db", ""),
        null,
        List.of(),
        warnings);
  }
}
