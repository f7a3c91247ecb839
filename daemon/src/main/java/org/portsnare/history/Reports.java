package org.portsnare.history;

import java.time.Duration;
import java.time.Instant;
import org.portsnare.ledger.LedgerReader;
import org.portsnare.said.Phrase;
import org.portsnare.view.Protection;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;

/** Makes reports from the ledger. Any thread may use it. */
public final class Reports {
  /** Newest first words that are looked at. */
  private static final int MAX_SAID = 2_000;

  private Reports() {}

  /**
   * A report of the time up to now.
   *
   * @param length the time; over three days it is told by day
   * @param top maximum length of each list
   */
  public static ReportView of(
      LedgerReader ledger, StatusView status, Duration length, int top, Instant now) {
    Period period = Period.of(length, now);
    ReportBuilder report = new ReportBuilder(period, top);
    ledger.history(
        Math.max(0, period.from() - period.hours()),
        period.to(),
        period.days(),
        counted -> report.add(counted.slot(), counted.number()));
    Instant from = Period.instant(period.from());
    ledger.said(from, MAX_SAID, packet -> report.phrase(Phrase.of(packet)));
    report.repeated(ledger.repeated(top));
    return report.build(now, status.bans().active(), Protection.of(status).text());
  }
}
