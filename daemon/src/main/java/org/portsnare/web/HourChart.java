package org.portsnare.web;

import java.util.Collections;
import java.util.List;

/** Bars for the new bans of each hour. */
final class HourChart {
  private static final int HEIGHT = 60;
  private static final int STEP = 10;
  private static final int BAR = 8;

  private HourChart() {}

  /**
   * An SVG.
   *
   * @param hours the latest last
   */
  static String svg(List<Integer> hours) {
    int largest = hours.isEmpty() ? 0 : Collections.max(hours);
    if (largest == 0) return "<p class=\"nothing\">No new ban in 24 hours.</p>\n";
    StringBuilder svg = new StringBuilder();
    svg.append("<svg class=\"hours\" viewBox=\"0 0 ")
        .append(STEP * hours.size())
        .append(' ')
        .append(HEIGHT)
        .append("\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
        .append(label(hours, largest))
        .append("\">\n");
    for (int i = 0; i < hours.size(); i++) bar(svg, i, hours, largest);
    return svg.append("</svg>\n<p class=\"axis\"><span>24 hours ago</span><span>most: ")
        .append(Html.number(largest))
        .append("</span><span>now</span></p>\n")
        .toString();
  }

  private static String label(List<Integer> hours, int largest) {
    return "New bans per hour: "
        + Html.number(hours.getLast())
        + " in the last hour, at most "
        + Html.number(largest);
  }

  private static void bar(StringBuilder svg, int at, List<Integer> hours, int largest) {
    int count = hours.get(at);
    if (count == 0) return;
    int height = Math.max(1, (int) ((long) HEIGHT * count / largest));
    int ago = hours.size() - 1 - at;
    svg.append("<rect x=\"")
        .append(STEP * at + 1)
        .append("\" y=\"")
        .append(HEIGHT - height)
        .append("\" width=\"")
        .append(BAR)
        .append("\" height=\"")
        .append(height)
        .append("\"><title>")
        .append(Html.number(count))
        .append(ago == 0 ? ", the last hour" : ", " + ago + " to " + (ago + 1) + " hours ago")
        .append("</title></rect>\n");
  }
}
