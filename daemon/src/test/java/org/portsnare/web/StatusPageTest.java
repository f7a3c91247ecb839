package org.portsnare.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatusPageTest {
  private final StubSite site = new StubSite();

  private String page() {
    return StatusPage.of(site.overview(), site.newest(100), false);
  }

  @Test
  void countsAndBansAreShown() {
    site.bans.add(StubSite.ban("203.0.113.7", "syn"));
    assertThat(page())
        .contains("<dd id=\"bans\">12,345</dd>")
        .contains("<dd id=\"ipv4\">12,000</dd>")
        .contains("<dd id=\"ipv6\">345</dd>")
        .contains("<dd id=\"hour\">67+</dd>")
        .contains("<dd id=\"day\">20,000+</dd>")
        .contains("<dd id=\"dropped\">6,789</dd>")
        .contains("guards wan")
        .contains(
            "<tr data-sender=\"203.0.113.7\"><td class=\"time\"><time"
                + " datetime=\"2026-11-25T12:00:00.123Z\">2026-11-25 12:00:00</time></td>"
                + "<td class=\"sender\">203.0.113.7</td><td class=\"port\">23<span>/tcp</span></td>"
                + "<td class=\"trigger\">syn</td><td class=\"evidence confirmed\">confirmed</td>"
                + "<td class=\"hits number\">1,234</td></tr>")
        .contains("<p id=\"none\" hidden>")
        .doesNotContain("/list/");
  }

  @Test
  void withoutBansItSaysSo() {
    assertThat(page()).contains("<p id=\"none\">Nobody is banned.</p>").doesNotContain("warnings");
  }

  @Test
  void whateverIsShownIsEscaped() {
    String evil = "<script>alert('1')</script>\"&";
    site.warnings.add(evil);
    site.bans.add(StubSite.ban(evil, evil));
    String escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;";
    assertThat(page())
        .doesNotContain("alert('")
        .contains("<li>" + escaped + "</li>")
        .contains("data-sender=\"" + escaped + "\"")
        .contains("<td class=\"trigger\">" + escaped + "</td>");
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
    assertThat(page().split("id=\"", -1))
        .extracting(part -> part.substring(0, part.indexOf('"')))
        .doesNotHaveDuplicates();
  }
}
