package org.portsnare.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.portsnare.text.Visible;
import org.portsnare.view.BanView;
import org.portsnare.view.StatusView;

/**
 * The status page: the number of bans, and the newest bans. Without its script the list does not
 * change; with it the list grows. All text from outside is escaped.
 */
final class StatusPage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="/icon.svg">
      <link rel="stylesheet" href="/status.css">
      <script src="/status.js" defer></script>
      """;

  private final StringBuilder html = new StringBuilder(HEAD);

  private StatusPage() {}

  /**
   * The page.
   *
   * @param bans newest first
   * @param published whether there is a list to link to
   */
  static String of(Overview overview, List<BanView> bans, boolean published) {
    StatusPage page = new StatusPage();
    page.title(overview.status());
    page.header(overview.status());
    page.html.append("<main>\n");
    page.warnings(overview.warnings());
    page.counts(overview);
    page.bans(bans);
    page.html.append("</main>\n");
    page.footer(overview.status(), published);
    return page.html.append("</body>\n</html>\n").toString();
  }

  private void title(StatusView status) {
    html.append("<title>")
        .append(number(status.bans().active()))
        .append(" banned, Portsnare</title>\n");
    html.append("</head>\n<body>\n");
  }

  private void header(StatusView status) {
    html.append("<header>\n<h1>Portsnare</h1>\n<p class=\"guarding\">");
    if (status.rules().interfaces().isEmpty()) html.append("no interface is guarded");
    else html.append("guards ").append(escaped(String.join(", ", status.rules().interfaces())));
    html.append(status.rules().observe() ? ", bans nobody: observe is on" : "");
    html.append("</p>\n<p id=\"live\" hidden></p>\n</header>\n");
  }

  private void warnings(List<String> warnings) {
    if (warnings.isEmpty()) return;
    html.append("<ul class=\"warnings\" aria-label=\"Warnings\">\n");
    for (String warning : warnings) {
      html.append("<li>").append(escaped(warning)).append("</li>\n");
    }
    html.append("</ul>\n");
  }

  private void counts(Overview overview) {
    html.append("<dl class=\"counts\">\n");
    count("bans", "banned now", number(overview.status().bans().active()));
    count("ipv4", "IPv4", number(overview.ipv4()));
    count("ipv6", "IPv6", number(overview.ipv6()));
    count("hour", "new in 1 h", recent(overview.lastHour(), overview));
    count("day", "new in 24 h", recent(overview.lastDay(), overview));
    count("dropped", "packets dropped", number(overview.status().packets().dropped()));
    html.append("</dl>\n");
  }

  private void count(String id, String name, String value) {
    html.append("<div><dt>").append(name).append("</dt><dd id=\"").append(id).append("\">");
    html.append(value).append("</dd></div>\n");
  }

  private void bans(List<BanView> bans) {
    html.append("<h2>Newest bans</h2>\n<table>\n<thead><tr><th scope=\"col\">Time, UTC</th>");
    html.append("<th scope=\"col\">Sender</th><th scope=\"col\">Port</th>");
    html.append("<th scope=\"col\">Trigger</th><th scope=\"col\">Evidence</th>");
    html.append("<th scope=\"col\" class=\"number\">Hits</th></tr></thead>\n<tbody id=\"list\">\n");
    for (BanView ban : bans) ban(ban);
    html.append("</tbody>\n</table>\n<p id=\"none\"").append(bans.isEmpty() ? "" : " hidden");
    html.append(">Nobody is banned.</p>\n");
  }

  /** The script makes the same rows. */
  private void ban(BanView ban) {
    html.append("<tr data-sender=\"")
        .append(escaped(ban.address()))
        .append("\"><td class=\"time\">");
    html.append("<time datetime=\"").append(ban.since()).append("\">").append(time(ban.since()));
    html.append("</time></td><td class=\"sender\">").append(escaped(ban.address()));
    html.append("</td><td class=\"port\">").append(port(ban)).append("</td><td class=\"trigger\">");
    html.append(escaped(ban.trigger())).append("</td><td class=\"evidence ");
    html.append(escaped(ban.evidence())).append("\">").append(escaped(ban.evidence()));
    html.append("</td><td class=\"hits number\">").append(number(ban.hits()));
    html.append("</td></tr>\n");
  }

  private static String port(BanView ban) {
    return ban.port() == 0 ? "" : ban.port() + "<span>/" + escaped(ban.protocol()) + "</span>";
  }

  private void footer(StatusView status, boolean published) {
    html.append("<footer>\n<nav>");
    if (published) html.append("<a href=\"/list/\">Published lists</a> ");
    html.append("<a href=\"/metrics\">Metrics</a> <a href=\"/healthz\">Health</a></nav>\n");
    html.append("<p>Portsnare ")
        .append(escaped(status.daemon().version()))
        .append(", running since ");
    html.append(time(status.daemon().started())).append(" UTC</p>\n</footer>\n");
  }

  private static String time(Instant time) {
    return TIME.format(time);
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The number, with a plus if there were too many to count. */
  static String recent(long number, Overview overview) {
    return number(number) + (overview.recentComplete() ? "" : "+");
  }

  static String escaped(String text) {
    return Visible.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
