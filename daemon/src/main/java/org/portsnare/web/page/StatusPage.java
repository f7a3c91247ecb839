package org.portsnare.web.page;

import java.util.List;
import org.portsnare.text.Markup;
import org.portsnare.view.BanView;
import org.portsnare.view.StatusView;

/**
 * The status page: {@link PageTop}, {@link Charts}, the map, and the newest bans. Without its
 * script it does not change; with it the page follows what happens. All text from outside is
 * escaped.
 */
public final class StatusPage {
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

  private static final String MAP =
      """
      <section class="map" id="map" hidden>
      <h2>Where they are in the IPv4 space</h2>
      <canvas id="hilbert" width="512" height="512" role="img"
       aria-label="A map of the IPv4 space: the more bans in a network, the brighter"></canvas>
      <p id="place">Each point is a network of 65,536 addresses (/16); neighbours in number are
      neighbours on the map (a Hilbert curve). Point at one to read its name.</p>
      </section>
      """;

  private static final String WORDS =
      """
      <details>
      <summary>What the words mean</summary>
      <dl>
      <dt>Trigger</dt><dd><b>syn</b>: a connection attempt to a trap port. <b>handshake</b>: a
      completed connection with one. <b>stealth</b>: a packet that no honest program sends.
      <b>closed</b>, <b>sweep</b>: attempts where nothing listens. <b>ladder</b>: a whole network,
      for the bans inside it. <b>manual</b>, <b>import</b>: by an administrator.</dd>
      <dt>Evidence</dt><dd><b>confirmed</b>: the sender has answered, so its address is not forged.
      <b>probable</b>: one packet, which may be forged.</dd>
      <dt>Tool</dt><dd>The scanner that writes such packets; with <b>?</b> it is likely.</dd>
      </dl>
      </details>
      """;

  private final StringBuilder html = new StringBuilder(HEAD);

  private StatusPage() {}

  /**
   * The page.
   *
   * @param charts as {@link Charts} makes them
   * @param bans newest first
   * @param published whether there is a list to link to
   */
  public static String of(Overview overview, String charts, List<BanView> bans, boolean published) {
    StatusPage page = new StatusPage();
    page.html.append("<title>").append(title(overview.status())).append("</title>\n");
    page.html.append("</head>\n<body>\n<header>\n<h1>Portsnare</h1>\n");
    page.html.append("<p id=\"live\" hidden></p>\n</header>\n<main>\n<div id=\"top\">\n");
    page.html.append(PageTop.of(overview)).append("</div>\n");
    page.html.append("<div id=\"charts\">\n").append(charts).append("</div>\n").append(MAP);
    page.bans(bans);
    page.html.append(WORDS).append("</main>\n");
    page.footer(overview.status(), published);
    return page.html.append("</body>\n</html>\n").toString();
  }

  static String title(StatusView status) {
    return Html.number(status.bans().active()) + " banned, Portsnare";
  }

  /** The rows of the list. */
  public static String rows(List<BanView> bans) {
    StringBuilder rows = new StringBuilder();
    for (BanView ban : bans) rows.append(BanRow.of(ban));
    return rows.toString();
  }

  private void bans(List<BanView> bans) {
    html.append("<section>\n<h2>Newest bans</h2>\n<table class=\"bans\">\n<thead>");
    html.append(BanRow.HEAD).append("</thead>\n<tbody id=\"list\">\n").append(rows(bans));
    html.append("</tbody>\n</table>\n<p id=\"none\"").append(bans.isEmpty() ? "" : " hidden");
    html.append(">Nobody is banned.</p>\n</section>\n");
  }

  private void footer(StatusView status, boolean published) {
    html.append("<footer>\n<nav aria-label=\"More\">");
    if (published) html.append("<a href=\"/list/\">Published lists</a> ");
    html.append("<a href=\"/metrics\">Metrics</a> <a href=\"/healthz\">Health</a></nav>\n");
    html.append("<p>Portsnare ").append(Markup.escaped(status.daemon().version()));
    html.append(", running since ").append(Html.time(status.daemon().started()));
    html.append(" UTC</p>\n</footer>\n");
  }
}
