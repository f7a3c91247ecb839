package org.portsnare.web;

import java.util.List;
import java.util.Locale;
import org.portsnare.fact.Insights;
import org.portsnare.text.Markup;
import org.portsnare.view.CoverageView;
import org.portsnare.view.Protection;
import org.portsnare.view.StatusView;

/**
 * The upper part of the status page: whether the host is protected, who scans it, and for what. An
 * open page gets this part again after each change, so all of its HTML is made here.
 */
final class PageTop {
  private final StringBuilder html = new StringBuilder();

  private PageTop() {}

  static String of(Overview overview) {
    PageTop top = new PageTop();
    top.verdict(overview.status());
    top.warnings(overview.warnings());
    top.tiles(overview);
    top.charts(overview.insights());
    return top.html.toString();
  }

  private void verdict(StatusView status) {
    Protection protection = Protection.of(status);
    String symbol =
        switch (protection.state()) {
          case FULL -> "✔";
          case IMPAIRED -> "!";
          case NONE -> "✘";
        };
    String kind = Markup.escaped(protection.state().name().toLowerCase(Locale.ROOT));
    html.append("<p id=\"verdict\" class=\"").append(kind).append("\" role=\"status\">");
    html.append("<span aria-hidden=\"true\">").append(symbol).append("</span> ");
    html.append(Markup.escaped(sentence(protection.text()))).append("</p>\n");
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void warnings(List<String> warnings) {
    if (warnings.isEmpty()) return;
    html.append("<ul class=\"warnings\" aria-label=\"Warnings\">\n");
    for (String warning : warnings) {
      html.append("<li>").append(Markup.escaped(warning)).append("</li>\n");
    }
    html.append("</ul>\n");
  }

  private void tiles(Overview overview) {
    StatusView status = overview.status();
    CoverageView coverage = status.coverage();
    long senders = coverage.caught() + coverage.missed();
    html.append("<dl class=\"counts\">\n");
    tile("bans", "banned now", Html.number(status.bans().active()), families(overview));
    tile("day", "new in 24 hours", recent(overview.lastDay(), overview), "");
    tile("hour", "new in 1 hour", recent(overview.lastHour(), overview), "");
    tile(
        "confirmed",
        "confirmed",
        Html.number(overview.insights().confirmed()),
        "of "
            + Html.number(overview.insights().bans())
            + " new bans: the sender has answered, so it is not forged");
    tile(
        "coverage",
        "coverage",
        senders == 0 ? "–" : coverage.percent() + " %",
        senders == 0
            ? "nobody tried a port without a service in 24 hours"
            : Html.number(coverage.caught())
                + " of "
                + Html.number(senders)
                + " new senders at ports without a service are caught");
    tile(
        "dropped",
        "packets dropped",
        Html.number(status.packets().dropped()),
        "sent by banned senders");
    html.append("</dl>\n");
  }

  private static String families(Overview overview) {
    return Html.number(overview.ipv4()) + " IPv4, " + Html.number(overview.ipv6()) + " IPv6";
  }

  /** The number, with a plus if there were too many to count. */
  private static String recent(long number, Overview overview) {
    return Html.number(number) + (overview.recentComplete() ? "" : "+");
  }

  private void tile(String id, String name, String value, String note) {
    html.append("<div><dt>").append(name).append("</dt><dd id=\"").append(id).append("\">");
    html.append(value);
    if (!note.isEmpty()) html.append("<small>").append(Markup.escaped(note)).append("</small>");
    html.append("</dd></div>\n");
  }

  private void charts(Insights insights) {
    html.append("<div class=\"charts\">\n");
    html.append("<section><h2>New bans per hour, 24 hours</h2>\n");
    html.append(HourChart.svg(insights.hours())).append("</section>\n");
    list(
        "What they look for",
        insights.ports().isEmpty() ? "No port was touched in 24 hours." : "",
        insights.ports());
    list("With which tool", tools(insights), insights.tools());
    list(
        "What they said",
        insights.phrases().isEmpty()
            ? "Nobody has said anything after a handshake with a trap."
            : "Their first words to a trap, after a handshake.",
        insights.phrases());
    html.append("</div>\n");
  }

  /** How many have no name: only few tools leave marks. */
  private static String tools(Insights insights) {
    long named = insights.tools().stream().mapToLong(Insights.Count::number).sum();
    return Html.number(insights.bans() - named)
        + " of "
        + Html.number(insights.bans())
        + " first packets have no mark of a known tool.";
  }

  /**
   * @param note stands below the list
   */
  private void list(String title, String note, List<Insights.Count> counts) {
    html.append("<section><h2>").append(title).append("</h2>\n");
    if (!counts.isEmpty()) rows(counts);
    if (!note.isEmpty()) html.append("<p class=\"nothing\">").append(note).append("</p>");
    html.append("</section>\n");
  }

  private void rows(List<Insights.Count> counts) {
    long largest = counts.getFirst().number();
    html.append("<table class=\"top\"><tbody>\n");
    for (Insights.Count count : counts) {
      html.append("<tr><th scope=\"row\">").append(Markup.escaped(count.name()));
      if (!count.note().isEmpty()) {
        html.append(" <span>").append(Markup.escaped(count.note())).append("</span>");
      }
      html.append("</th><td class=\"bar\">").append(bar(count.number(), largest));
      html.append("</td><td class=\"number\">").append(Html.number(count.number()));
      html.append("</td></tr>\n");
    }
    html.append("</tbody></table>\n");
  }

  private static String bar(long number, long largest) {
    long width = Math.max(1, 100 * number / largest);
    return "<svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        + "<rect width=\""
        + width
        + "\" height=\"8\"/></svg>";
  }
}
