package org.portsnare.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reports with the data that a test wants. */
public final class TestReport {
  private static final ReportView.Totals NONE = new ReportView.Totals(0, 0, 0, 0, 0, 0);

  private TestReport() {}

  /** The 24 hours of a host that nobody has scanned, which end with the hour of {@code end}. */
  public static ReportView nothing(Instant end) {
    List<Long> hours = new ArrayList<>();
    for (int i = 0; i < 24; i++) hours.add(0L);
    ReportView.Tops tops =
        new ReportView.Tops(List.of(), List.of(), List.of(), List.of(), List.of());
    return of(end, NONE, hours, tops);
  }

  /** The hours up to the hour of {@code end}, with as many bans in each as {@code hours} says. */
  public static ReportView of(
      Instant end, ReportView.Totals totals, List<Long> hours, ReportView.Tops tops) {
    Instant to = end.plus(Duration.ofHours(1));
    Instant from = to.minus(Duration.ofHours(hours.size()));
    List<ReportView.Step> steps = new ArrayList<>();
    for (int i = 0; i < hours.size(); i++) {
      steps.add(new ReportView.Step(from.plus(Duration.ofHours(i)), hours.get(i), 0));
    }
    return new ReportView(
        end, from, to, false, 12_345, "protected: 12,345 bans", totals, NONE, steps, tops);
  }
}
