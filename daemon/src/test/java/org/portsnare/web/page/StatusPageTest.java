package org.portsnare.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.view.EventView;
import org.portsnare.view.ReportView;
import org.portsnare.view.ReportView.Top;
import org.portsnare.view.TestReport;
import org.portsnare.web.StubSite;

final class StatusPageTest {
  private final StubSite site = new StubSite();

  private String page() {
    String charts = Charts.of(site.report(Range.DAY.length()), Range.DAY);
    return StatusPage.of(site.overview(), charts, site.newest(100), false);
  }

  @Test
  void countsAndBansAreShown() {
    site.bans.add(StubSite.ban("203.0.113.7", "syn"));
    assertThat(page())
        .contains("<dd id=\"bans\">12,345<small>12,000 IPv4, 345 IPv6</small></dd>")
        .contains("<dd id=\"hour\">0<small>")
        .contains("<dd id=\"day\">0<small>0 in the 24 hours before</small></dd>")
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
        .contains("No new bans.")
        .contains("No port was touched in this time.")
        .contains("nobody tried a port without a service in 24 hours")
        .doesNotContain("class=\"warnings\"");
  }

  @Test
  void chartsShowWhoScansAndForWhat() {
    List<Long> hours = new ArrayList<>(Collections.nCopies(24, 0L));
    hours.set(23, 4L);
    hours.set(20, 8L);
    List<Long> telnet = new ArrayList<>(Collections.nCopies(24, 0L));
    telnet.set(20, 4L);
    List<Long> none = Collections.nCopies(24, 0L);
    site.report =
        TestReport.of(
            StubSite.HOUR,
            new ReportView.Totals(12, 0, 0, 3, 0, 0),
            hours,
            new ReportView.Tops(
                List.of(new Top("syn", "", 12, 0, hours)),
                List.of(new Top("23", "telnet", 9, 0, telnet), new Top("4711", "", 3, 0, none)),
                List.of(new Top("masscan", "", 2, 0, none)),
                List.of(new Top("GET / HTTP/1.1", "", 1, -1, List.of())),
                List.of(new Top("203.0.113.9", "", 4, -1, List.of()))));
    String page = page();
    assertThat(page)
        .contains("aria-label=\"New bans per hour: 4 in this hour, at most 8\"")
        .contains("<path class=\"layer0\" d=\"M201 60h8V30h-8z\"/>")
        .contains("<path class=\"rest\" d=\"M201 30h8V0h-8zM231 60h8V30h-8z\"/>")
        .contains("<title>25 Nov 12:00: 4</title>")
        .contains("<title>25 Nov 09:00: 8</title>")
        .contains("<th scope=\"row\">23 <span>telnet</span></th>")
        .contains("<th scope=\"row\">4711</th>")
        .contains("<rect class=\"layer1\" width=\"33\" height=\"8\"/>")
        .contains("<th scope=\"row\">masscan</th>")
        .contains("<th scope=\"row\">GET / HTTP/1.1</th>")
        .contains("<dd id=\"confirmed\">25 %<small>3 of 12 new bans");
  }

  @Test
  void whateverIsShownIsEscaped() {
    String evil = "<script>alert('1')</script>\"&";
    site.warnings.add(evil);
    site.bans.add(StubSite.ban(evil, evil));
    site.report =
        TestReport.of(
            StubSite.HOUR,
            new ReportView.Totals(1, 0, 0, 0, 0, 0),
            List.of(1L),
            new ReportView.Tops(
                List.of(),
                List.of(),
                List.of(),
                List.of(new Top(evil, evil, 1, -1, List.of())),
                List.of()));
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
