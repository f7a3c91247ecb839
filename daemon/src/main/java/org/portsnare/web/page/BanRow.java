package org.portsnare.web.page;

import java.time.Instant;
import org.portsnare.fact.PortNames;
import org.portsnare.text.Markup;
import org.portsnare.view.BanView;
import org.portsnare.view.EventView;

/**
 * A row of the list of bans. All rows are made here: in the page, and for the page that is open.
 */
final class BanRow {
  /** The heads of the columns. */
  static final String HEAD =
      "<tr><th scope=\"col\">Time, UTC</th><th scope=\"col\">Sender</th>"
          + "<th scope=\"col\">Port</th><th scope=\"col\">Tool</th>"
          + "<th scope=\"col\">Trigger</th><th scope=\"col\">Evidence</th>"
          + "<th scope=\"col\" class=\"number\">Hits</th></tr>";

  private BanRow() {}

  static String of(BanView ban) {
    return row(
        ban.address(),
        ban.since(),
        port(ban.port(), ban.protocol()),
        ban.tool(),
        ban.trigger(),
        ban.evidence(),
        ban.hits());
  }

  /** Of a ban that was just made. */
  static String of(EventView event) {
    return row(
        event.banned(),
        event.time(),
        port(event.port(), event.protocol()),
        event.tool(),
        event.trigger(),
        event.evidence(),
        event.protocol().isEmpty() ? 0 : 1);
  }

  private static String row(
      String sender,
      Instant since,
      String port,
      String tool,
      String trigger,
      String evidence,
      long hits) {
    String kind = Markup.escaped(evidence);
    return "<tr data-sender=\""
        + Markup.escaped(sender)
        + "\"><td class=\"time\"><time datetime=\""
        + since
        + "\">"
        + Html.time(since)
        + "</time></td><td class=\"sender\">"
        + Markup.escaped(sender)
        + "</td><td class=\"port\">"
        + port
        + "</td><td class=\"tool\">"
        + Markup.escaped(tool)
        + "</td><td class=\"trigger\">"
        + Markup.escaped(trigger)
        + "</td><td class=\"evidence "
        + kind
        + "\">"
        + kind
        + "</td><td class=\"hits number\">"
        + Html.number(hits)
        + "</td></tr>\n";
  }

  private static String port(int port, String protocol) {
    if (port == 0) return "";
    String name = PortNames.of(port);
    return port
        + "<span>/"
        + Markup.escaped(protocol)
        + (name.isEmpty() ? "" : " " + Markup.escaped(name))
        + "</span>";
  }
}
