package org.portsnare.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.fact.Insights;
import org.portsnare.view.EventView;

final class StatusPageTest {
  private final StubSite site = new StubSite();

  private String page() {
    return StatusPage.of(site.overview(), site.newest(100), false);
  }

  @Test
  void countsAndBansAreShown() {
    site.bans.add(StubSite.ban("203.0.113.7", "syn"));
    assertThat(page())
        .contains("<dd id=\"bans\">12,345<small>12,000 IPv4, 345 IPv6</small></dd>")
        .contains("<dd id=\"hour\">67+</dd>")
        .contains("<dd id=\"day\">20,000+</dd>")
        .contains("<dd id=\"dropped\">6,789<small>")
        .contains("<title>12,345 banned, Portsnare</title>")
        .contains(
            "<tr data-sender=\"203.0.113.7\"><td class=\"time\"><time"
                + " datetime=\"2026-11-25T12:00:00.123Z\">2026-11-25 12:00:00</time></td>"
                + "<td class=\"sender\">203.0.113.7</td>"
                + "<td class=\"port\">23<span>/tcp telnet</span></td>"
                + "<td class=\"tool\">masscan</td>"
                + "<td class=\"trigger\">syn</td><td class=\"evidence confirmed\">confirmed</td>"
                + "<td class=\"hits number\">1,234</td></tr>")
        .contains("<p id=\"none\" hidden>")
        .doesNotContain("/list/");
  }

  @Test
  void theRowOfAnEventIsThatOfItsBan() {
    assertThat(BanRow.of(EventView.of(StubSite.banned("203.0.113.8"))))
        .startsWith("<tr data-sender=\"203.0.113.8\"><td class=\"time\">")
        .contains("<td class=\"port\">445<span>/tcp SMB, file shares</span></td>")
        .contains("<td class=\"tool\"></td>")
        .contains("<td class=\"hits number\">1</td></tr>");
  }

  @Test
  void theVerdictComesFirst() {
    assertThat(page())
        .containsPattern("<div id=\"top\">\n<p id=\"verdict\" class=\"none\" role=\"status\">")
        .contains("NOT protected: the configuration names no trap");
  }

  @Test
  void withoutBansItSaysSo() {
    assertThat(page())
        .contains("<p id=\"none\">Nobody is banned.</p>")
        .contains("No new ban in 24 hours.")
        .contains("No port was touched in 24 hours.")
        .contains("nobody tried a port without a service in 24 hours")
        .doesNotContain("class=\"warnings\"");
  }

  @Test
  void chartsShowWhoScansAndForWhat() {
    List<Integer> hours = new ArrayList<>(Collections.nCopies(24, 0));
    hours.set(23, 4);
    hours.set(20, 8);
    site.insights =
        new Insights(
            hours,
            List.of(new Insights.Count("23", "telnet", 9), new Insights.Count("4711", "", 3)),
            List.of(new Insights.Count("masscan", "", 2)),
            List.of(new Insights.Count("GET / HTTP/1.1", "", 1)),
            3,
            12);
    String page = page();
    assertThat(page)
        .contains("aria-label=\"New bans per hour: 4 in the last hour, at most 8\"")
        .contains("<rect x=\"231\" y=\"30\" width=\"8\" height=\"30\"><title>4, the last hour")
        .contains("<rect x=\"201\" y=\"0\" width=\"8\" height=\"60\"><title>8, 3 to 4 hours ago")
        .contains("<th scope=\"row\">23 <span>telnet</span></th>")
        .contains("<th scope=\"row\">4711</th>")
        .contains("<rect width=\"33\" height=\"8\"/>")
        .contains("<th scope=\"row\">masscan</th>")
        .contains("<th scope=\"row\">GET / HTTP/1.1</th>")
        .contains("<dd id=\"confirmed\">3<small>of 12 new bans");
  }

  @Test
  void whateverIsShownIsEscaped() {
    String evil = "<script>alert('1')</script>\"&";
    site.warnings.add(evil);
    site.bans.add(StubSite.ban(evil, evil));
    site.insights =
        new Insights(
            List.of(1), List.of(), List.of(), List.of(new Insights.Count(evil, evil, 1)), 0, 1);
    String escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;";
    assertThat(page())
        .doesNotContain("alert('")
        .contains("<li>" + escaped + "</li>")
        .contains("data-sender=\"" + escaped + "\"")
        .contains("<td class=\"trigger\">" + escaped + "</td>")
        .contains("<th scope=\"row\">" + escaped + " <span>" + escaped + "</span>");
  }

  @Test
  void nothingComesFromElsewhereAndNoScriptOrStyleIsInThePage() {
    site.bans.add(StubSite.ban("203.0.113.7", "syn"));
    assertThat(page())
        .doesNotContain("//")
        .doesNotContain("style=")
        .doesNotContain("<style")
        .doesNotContainPattern("\\son[a-z]+=")
        .containsOnlyOnce("<script src=\"/status.js\" defer></script>");
  }

  @Test
  void everyIdIsThereOnce() {
    assertThat(page().split(" id=\"", -1))
        .extracting(part -> part.substring(0, part.indexOf('"')))
        .doesNotHaveDuplicates();
  }
}
