package org.portsnare.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.ledger.query.Count;
import org.portsnare.ledger.query.Dimension;
import org.portsnare.ledger.query.Slot;
import org.portsnare.view.ReportView;

final class ReportBuilderTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:30:00Z");
  private static final long HOUR = HourCounter.hour(NOW.toEpochMilli());

  private final ReportBuilder builder = new ReportBuilder(Period.of(Duration.ofDays(1), NOW), 2);

  private void add(long hoursAgo, Dimension dimension, String name, long number) {
    builder.add(new Slot(HOUR - hoursAgo, dimension, name), number);
  }

  private ReportView report() {
    return builder.build(NOW, 7, "protected");
  }

  @Test
  void nothingIsZeros() {
    ReportView report = report();
    assertThat(report.steps()).hasSize(24).allMatch(step -> step.bans() == 0);
    assertThat(report.totals()).isEqualTo(new ReportView.Totals(0, 0, 0, 0, 0, 0));
    assertThat(report.tops().ports()).isEmpty();
    assertThat(report.active()).isEqualTo(7);
  }

  @Test
  void theTimeIsComparedWithTheTimeBefore() {
    add(0, Dimension.TRIGGER, "syn", 3);
    add(23, Dimension.TRIGGER, "stealth", 2);
    add(24, Dimension.TRIGGER, "syn", 50);
    add(47, Dimension.TRIGGER, "syn", 1);
    // Older, and ahead: neither counts.
    add(48, Dimension.TRIGGER, "syn", 1_000);
    add(-1, Dimension.TRIGGER, "syn", 1_000);
    ReportView report = report();
    assertThat(report.totals().bans()).isEqualTo(5);
    assertThat(report.before().bans()).isEqualTo(51);
    assertThat(report.steps().getFirst().bans()).isEqualTo(2);
    assertThat(report.steps().getLast().bans()).isEqualTo(3);
    assertThat(report.steps().getLast().start()).isEqualTo("2026-12-01T12:00:00Z");
    assertThat(report.tops().triggers())
        .extracting(ReportView.Top::name, ReportView.Top::number, ReportView.Top::before)
        .containsExactly(tuple("syn", 3L, 51L), tuple("stealth", 2L, 0L));
  }

  @Test
  void bansByHandAndFromListsAreCountedApart() {
    add(0, Dimension.TRIGGER, "import", 100_000);
    add(0, Dimension.TRIGGER, "manual", 2);
    add(0, Dimension.TRIGGER, "syn", 1);
    ReportView report = report();
    assertThat(report.totals()).isEqualTo(new ReportView.Totals(1, 2, 100_000, 0, 0, 0));
    assertThat(report.steps().getLast().bans()).isEqualTo(1);
  }

  @Test
  void aProofThatCameLaterCountsAsOneThatCameAtOnce() {
    add(2, Dimension.TRIGGER, "syn", 10);
    add(2, Dimension.EVIDENCE, "probable", 9);
    add(2, Dimension.EVIDENCE, "confirmed", 1);
    add(1, Dimension.EVIDENCE, "proved", 4);
    assertThat(report().totals().confirmed()).isEqualTo(5);
  }

  @Test
  void portsHaveNamesAndStepsAndTheListIsBounded() {
    add(0, Dimension.PORT, "23", 2);
    add(1, Dimension.PORT, "23", 1);
    add(0, Dimension.PORT, "4711", 2);
    add(0, Dimension.PORT, "99", 1);
    add(0, Dimension.PORT, "", 1_000);
    List<ReportView.Top> ports = report().tops().ports();
    assertThat(ports).extracting(ReportView.Top::name).containsExactly("23", "4711");
    assertThat(ports.getFirst().note()).isEqualTo("telnet");
    assertThat(ports.getFirst().number()).isEqualTo(3);
    assertThat(ports.getFirst().steps()).hasSize(24).endsWith(1L, 2L).startsWith(0L);
  }

  @Test
  void droppedPacketsAreToldByStepAndBytesAsASum() {
    add(0, Dimension.DROPPED, "packets", 5);
    add(0, Dimension.DROPPED, "bytes", 300);
    add(24, Dimension.DROPPED, "packets", 2);
    ReportView report = report();
    assertThat(report.steps().getLast().packets()).isEqualTo(5);
    assertThat(report.totals().bytes()).isEqualTo(300);
    assertThat(report.before().packets()).isEqualTo(2);
  }

  @Test
  void phrasesAreGroupedAndBounded() {
    builder.phrase("");
    builder.phrase("root");
    for (int i = 0; i < 10_000; i++) builder.phrase("x" + i);
    builder.phrase("root");
    builder.repeated(List.of(new Count("203.0.113.7", 4)));
    ReportView.Tops tops = report().tops();
    assertThat(tops.phrases()).hasSize(2);
    assertThat(tops.phrases().getFirst())
        .isEqualTo(new ReportView.Top("root", "", 2, -1, List.of()));
    assertThat(tops.repeated())
        .containsExactly(new ReportView.Top("203.0.113.7", "", 4, -1, List.of()));
  }
}
