package org.portsnare.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.view.ReportView;
import org.portsnare.view.ReportView.Top;
import org.portsnare.view.TestReport;

/** What strangers have sent is text in a report, and nothing else. */
final class ReportPageTest {
  private static final Instant HOUR = Instant.parse("2026-11-25T12:00:00Z");

  private static ReportView report(ReportView.Totals totals, String phrase) {
    ReportView.Tops tops =
        new ReportView.Tops(
            List.of(),
            List.of(),
            List.of(),
            List.of(new Top(phrase, "", 1, -1, List.of())),
            List.of());
    return TestReport.of(HOUR, totals, Collections.nCopies(24, 1L), tops);
  }

  @Test
  void textOfStrangersIsEscaped() {
    ReportView.Totals none = new ReportView.Totals(0, 0, 0, 0, 0, 0);
    ReportView evil = report(none, "<b>a|b* [x](y) `c`");
    assertThat(ReportPage.html(evil, "<title>"))
        .contains("<h1>&lt;title&gt;</h1>")
        .contains("&lt;b&gt;a|b* [x](y) `c`")
        .doesNotContain("<b>");
    assertThat(ReportPage.markdown(evil, "title"))
        .contains("| \\<b\\>a\\|b\\* \\[x\\](y) \\`c\\` | 1 |");
  }

  @Test
  void theSummarySaysWhatIsTrueOfOneAndOfMany() {
    assertThat(Summary.of(report(new ReportView.Totals(1, 1, 2, 1, 1, 40), "x")))
        .contains(
            "1 scanner was banned.", "1 ban was made by hand.", "2 bans were imported from lists.");
    assertThat(Summary.of(report(new ReportView.Totals(0, 0, 0, 0, 0, 0), "x")))
        .containsExactly(
            "No scanner was banned in this time.",
            "No packet of a banned sender came.",
            "Now 12,345 bans are in force.");
  }

  @Test
  void aChangeIsToldInPercentOrAsAMultiple() {
    assertThat(Summary.change(10, 10)).isEqualTo("as many as in");
    assertThat(Summary.change(15, 10)).isEqualTo("50 % more than in");
    assertThat(Summary.change(5, 10)).isEqualTo("50 % fewer than in");
    assertThat(Summary.change(35, 10)).isEqualTo("3.5 times as many as in");
  }
}
