package org.portsnare.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.portsnare.text.Markup;
import org.portsnare.view.ReportView;
import org.portsnare.view.ReportView.Top;

/** Who scans the host, and for what, in a time that the reader chooses. */
public final class Charts {
  /** Ports that have a colour of their own in the chart of new bans. */
  private static final int COLOURS = 4;

  private final StringBuilder html = new StringBuilder();
  private final ReportView report;

  private Charts(ReportView report) {
    this.report = report;
  }

  /** The charts with links to other times. */
  public static String of(ReportView report, Range range) {
    Charts charts = new Charts(report);
    charts.ranges(range);
    charts.all();
    return charts.html.toString();
  }

  /** The charts alone. */
  static String alone(ReportView report) {
    Charts charts = new Charts(report);
    charts.all();
    return charts.html.toString();
  }

  private void ranges(Range chosen) {
    html.append("<nav class=\"ranges\" aria-label=\"Time of the charts\">");
    for (Range range : Range.values()) {
      html.append("<a href=\"/?range=").append(range.id()).append("\" data-range=\"");
      html.append(range.id()).append('"');
      if (range == chosen) html.append(" aria-current=\"true\"");
      html.append('>').append(range.label()).append("</a> ");
    }
    html.append("</nav>\n");
  }

  private void all() {
    String unit = report.daily() ? "day" : "hour";
    html.append("<div class=\"charts\">\n<section class=\"wide\"><h2>New bans per ");
    html.append(unit).append(" <small>").append(compared()).append("</small></h2>\n");
    html.append(BarChart.svg(report, "new bans", heights(ReportView.Step::bans), layers()));
    html.append("</section>\n<section class=\"wide\"><h2>Dropped packets per ").append(unit);
    html.append(" <small>").append(Html.bytes(report.totals().bytes())).append("</small></h2>\n");
    html.append(
        BarChart.svg(report, "dropped packets", heights(ReportView.Step::packets), List.of()));
    html.append("</section>\n");
    ports();
    list("With which tool", tools(), report.tops().tools());
    list(
        "What they said",
        report.tops().phrases().isEmpty()
            ? "Nobody has said anything after a handshake with a trap."
            : "Their first words to a trap, after a handshake.",
        report.tops().phrases());
    list("What banned them", "", report.tops().triggers());
    list(
        "Who comes back",
        report.tops().repeated().isEmpty()
            ? "No banned sender was banned three times or more."
            : "How often these were banned; each ban is longer than the one before.",
        report.tops().repeated());
    html.append("</div>\n");
  }

  private String compared() {
    return Html.number(report.totals().bans())
        + ", in the time before "
        + Html.number(report.before().bans())
        + "; colours: ports";
  }

  private long[] heights(ToLongFunction<ReportView.Step> of) {
    return report.steps().stream().mapToLong(of).toArray();
  }

  private List<List<Long>> layers() {
    List<List<Long>> layers = new ArrayList<>();
    for (Top port : report.tops().ports()) {
      if (layers.size() < COLOURS) layers.add(port.steps());
    }
    return layers;
  }

  private void ports() {
    List<Top> ports = report.tops().ports();
    html.append("<section><h2>What they look for</h2>\n");
    if (ports.isEmpty()) {
      html.append("<p class=\"nothing\">No port was touched in this time.</p>");
    } else {
      rows(ports, COLOURS);
    }
    html.append("</section>\n");
  }

  /** How many have no name: only few tools leave marks. */
  private String tools() {
    long named = report.tops().tools().stream().mapToLong(Top::number).sum();
    long bans = report.totals().bans();
    return Html.number(Math.max(0, bans - named))
        + " of "
        + Html.number(bans)
        + " first packets have no mark of a known tool.";
  }

  /**
   * @param note stands below the list
   */
  private void list(String title, String note, List<Top> tops) {
    html.append("<section><h2>").append(title).append("</h2>\n");
    if (!tops.isEmpty()) rows(tops, 0);
    if (!note.isEmpty()) html.append("<p class=\"nothing\">").append(note).append("</p>");
    html.append("</section>\n");
  }

  /**
   * @param colours how many rows have the colour of a layer
   */
  private void rows(List<Top> tops, int colours) {
    long largest = tops.getFirst().number();
    html.append("<table class=\"top\"><tbody>\n");
    for (int i = 0; i < tops.size(); i++) {
      Top top = tops.get(i);
      html.append("<tr><th scope=\"row\">").append(Markup.escaped(top.name()));
      if (!top.note().isEmpty()) {
        html.append(" <span>").append(Markup.escaped(top.note())).append("</span>");
      }
      html.append("</th><td class=\"bar\">");
      html.append(bar(top.number(), largest, i < colours ? "layer" + i : "rest"));
      html.append("</td><td class=\"number\">").append(Html.number(top.number()));
      html.append("</td></tr>\n");
    }
    html.append("</tbody></table>\n");
  }

  private static String bar(long number, long largest, String colour) {
    long width = Math.max(1, 100 * number / largest);
    return "<svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        + "<rect class=\""
        + colour
        + "\" width=\""
        + width
        + "\" height=\"8\"/></svg>";
  }
}
