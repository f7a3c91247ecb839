package org.portsnare.web.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.portsnare.view.ReportView;

/** Bars of one chart, one for each hour or day, in layers of several colours. */
final class BarChart {
  private static final int HEIGHT = 60;
  private static final int STEP = 10;
  private static final int BAR = 8;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final ReportView report;
  private final String what;
  private final long[] heights;
  private final long largest;
  private final StringBuilder svg = new StringBuilder();

  /**
   * @param what what a bar counts, such as {@code new bans}
   * @param heights of the whole bars
   */
  private BarChart(ReportView report, String what, long[] heights) {
    this.report = report;
    this.what = what;
    this.heights = heights;
    long most = 0;
    for (long height : heights) most = Math.max(most, height);
    largest = most;
  }

  /**
   * An SVG with its axis below.
   *
   * @param layers parts of the bars, the lowest first; each has a colour, and the rest of a bar has
   *     one more
   */
  static String svg(ReportView report, String what, long[] heights, List<List<Long>> layers) {
    BarChart chart = new BarChart(report, what, heights);
    if (chart.largest == 0) return "<p class=\"nothing\">No " + what + ".</p>\n";
    chart.draw(layers);
    return chart.svg.toString();
  }

  private void draw(List<List<Long>> layers) {
    svg.append("<svg class=\"bars\" viewBox=\"0 0 ")
        .append(STEP * heights.length)
        .append(' ')
        .append(HEIGHT)
        .append("\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
        .append(label())
        .append("\">\n");
    long[] under = new long[heights.length];
    for (int layer = 0; layer < layers.size(); layer++) {
      List<Long> parts = layers.get(layer);
      layer("layer" + layer, under, i -> parts.get(i));
    }
    layer("rest", under, i -> Math.max(0, heights[i] - under[i]));
    for (int i = 0; i < heights.length; i++) tip(i);
    svg.append("</svg>\n<p class=\"axis\"><span>").append(name(0));
    svg.append("</span><span>most: ").append(Html.number(largest));
    svg.append("</span><span>").append(report.daily() ? "today" : "now").append("</span></p>\n");
  }

  private interface Part {
    long of(int step);
  }

  private void layer(String colour, long[] under, Part part) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < heights.length; i++) {
      long number = part.of(i);
      if (number == 0) continue;
      int from = HEIGHT - height(under[i]);
      under[i] += number;
      // A lone ban beside thousands is still to be seen.
      int to = Math.min(from - 1, HEIGHT - height(under[i]));
      path.append('M').append(STEP * i + 1).append(' ').append(from);
      path.append('h').append(BAR).append('V').append(to).append("h-").append(BAR).append('z');
    }
    if (path.isEmpty()) return;
    svg.append("<path class=\"").append(colour).append("\" d=\"").append(path).append("\"/>\n");
  }

  private int height(long number) {
    return (int) (HEIGHT * number / largest);
  }

  private void tip(int step) {
    svg.append("<rect class=\"tip\" x=\"").append(STEP * step);
    svg.append("\" width=\"").append(STEP).append("\" height=\"").append(HEIGHT);
    svg.append("\"><title>").append(name(step)).append(": ").append(Html.number(heights[step]));
    svg.append("</title></rect>\n");
  }

  private String name(int step) {
    Instant start = report.steps().get(step).start();
    return (report.daily() ? DAY : HOUR).format(start);
  }

  private String label() {
    long last = heights[heights.length - 1];
    return what.substring(0, 1).toUpperCase(Locale.ROOT)
        + what.substring(1)
        + (report.daily() ? " per day: " : " per hour: ")
        + Html.number(last)
        + (report.daily() ? " today" : " in this hour")
        + ", at most "
        + Html.number(largest);
  }
}
