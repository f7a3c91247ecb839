package org.portsnare.web.page;

import java.util.List;
import java.util.Locale;
import org.portsnare.text.Markup;
import org.portsnare.view.CoverageView;
import org.portsnare.view.Protection;
import org.portsnare.view.ReportView;
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
    ReportView.Totals totals = overview.day().totals();
    CoverageView coverage = status.coverage();
    long senders = coverage.caught() + coverage.missed();
    html.append("<dl class=\"counts\">\n");
    tile("bans", "banned now", Html.number(status.bans().active()), families(overview));
    tile(
        "day",
        "new in 24 hours",
        Html.number(totals.bans()),
        Html.number(overview.day().before().bans()) + " in the 24 hours before");
    tile(
        "hour",
        "new in this hour",
        Html.number(overview.day().steps().getLast().bans()),
        "since the full hour, UTC");
    tile(
        "confirmed",
        "confirmed",
        totals.bans() == 0 ? "–" : 100 * totals.confirmed() / totals.bans() + " %",
        Html.number(totals.confirmed())
            + " of "
            + Html.number(totals.bans())
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
        Html.number(totals.packets())
            + " in 24 hours, "
            + Html.bytes(totals.bytes())
            + ", sent by banned senders");
    html.append("</dl>\n");
  }

  private static String families(Overview overview) {
    return Html.number(overview.ipv4()) + " IPv4, " + Html.number(overview.ipv6()) + " IPv6";
  }

  private void tile(String id, String name, String value, String note) {
    html.append("<div><dt>").append(name).append("</dt><dd id=\"").append(id).append("\">");
    html.append(value);
    if (!note.isEmpty()) html.append("<small>").append(Markup.escaped(note)).append("</small>");
    html.append("</dd></div>\n");
  }
}
