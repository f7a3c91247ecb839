package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Lab;
import org.portsnare.view.ReportView;
import org.portsnare.view.Views;

/** What the ledger knows of past hours, as text, HTML and JSON; and lists of a part of the bans. */
final class ReportEndToEndIT {
  private Guarded guarded;
  private Probe probe;

  @BeforeEach
  void start() {
    guarded = Guarded.start("");
    probe = new Probe(guarded.lab());
    probe.syn("203.0.113.1", HOST4, 23);
    probe.syn("203.0.113.2", HOST4, 23);
    probe.syn("203.0.113.30", HOST4, 3389);
    for (String sender : List.of("203.0.113.1", "203.0.113.2", "203.0.113.30")) {
      guarded.awaitBanned(sender);
    }
  }

  @AfterEach
  void stop() {
    if (probe != null) probe.close();
    if (guarded != null) guarded.close();
  }

  private ReportView json(String... more) {
    Lab.Result result = guarded.portsnare(more);
    assertThat(result.exit()).as(result.err()).isZero();
    return Views.REPORT.fromJson(result.out());
  }

  @Test
  void aReportTellsOfTheBanOfTheMomentBeforeAndStaysTrueAfterARestart() throws IOException {
    ReportView report = json("report", "--since", "24h", "--format", "json");
    assertThat(report.totals().bans()).isEqualTo(3);
    assertThat(report.tops().ports())
        .extracting(ReportView.Top::name, ReportView.Top::note, ReportView.Top::number)
        .containsExactly(tuple("23", "telnet", 2L), tuple("3389", "RDP, remote desktop", 1L));
    assertThat(guarded.portsnare("unban", "203.0.113.1").exit()).isZero();
    guarded.kill();
    guarded.start();
    report = json("report", "--since", "30d", "--format", "json");
    assertThat(report.totals().bans()).isEqualTo(3);
    assertThat(report.steps()).hasSize(30);
    assertThat(report.active()).isEqualTo(2);

    Lab.Result text = guarded.portsnare("report");
    assertThat(text.exit()).isZero();
    assertThat(text.out())
        .startsWith("# Portsnare report\n")
        .contains("- 3 scanners were banned.")
        .contains("| 23 telnet | 2 | 0 |");

    Path file = guarded.directory().resolve("report.html");
    Files.writeString(file, "an older report");
    Lab.Result html = guarded.portsnare("report", "-o", file.toString(), "--title", "<My> host");
    assertThat(html.exit()).as(html.err()).isZero();
    assertThat(html.out()).isEmpty();
    assertThat(Files.readString(file))
        .contains("<h1>&lt;My&gt; host</h1>")
        .contains("3 scanners were banned.")
        .contains("default-src 'none'")
        .doesNotContain("<script")
        .doesNotContain("src=")
        .doesNotContain("href=")
        .endsWith("</html>\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void aWrongReportSaysWhatToDoAndWritesNothing() {
    Lab.Result result = guarded.portsnare("report", "--since", "never");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("a report is about a time that ends");
    assertThat(guarded.portsnare("report", "--since", "soon").exit()).isEqualTo(2);
    assertThat(guarded.portsnare("report", "--since", "20000d").exit()).isEqualTo(2);
    Path nowhere = guarded.directory().resolve("no/report.html");
    result = guarded.portsnare("report", "-o", nowhere.toString());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("write " + nowhere + ": there is no such directory");
    result = guarded.portsnare("report", "-o", guarded.directory().toString());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("it is a directory");
  }

  private List<String> list(String... words) {
    List<String> command = new ArrayList<>(List.of("list", "--format", "plain"));
    command.addAll(List.of(words));
    Lab.Result result = guarded.portsnare(command.toArray(String[]::new));
    assertThat(result.exit()).as(result.err()).isZero();
    return result.out().lines().toList();
  }

  @Test
  void aListIsOfTheBansThatMatchItsWords() {
    assertThat(list("telnet")).containsExactly("203.0.113.2", "203.0.113.1");
    assertThat(list("3389")).containsExactly("203.0.113.30");
    assertThat(list("203.0.113.3", "syn")).isEmpty();
    assertThat(list("203.0.113.3.", "rdp")).isEmpty();
    assertThat(list("--network", "203.0.113.0/30")).containsExactly("203.0.113.2", "203.0.113.1");
    assertThat(list("--top", "1")).containsExactly("203.0.113.30");
    assertThat(guarded.portsnare("list", "--top", "0").exit()).isEqualTo(2);
    Lab.Result nothing = guarded.portsnare("list", "redis");
    assertThat(nothing.out()).isEqualTo("no active ban matches\n");
    Lab.Result wrong = guarded.portsnare("list", "tellnet");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("'tellnet' is no address");
    assertThat(list("--sort", "repeats", "--top", "2"))
        .containsExactly("203.0.113.30", "203.0.113.2");
    assertThat(guarded.portsnare("list", "--sort", "size").exit()).isEqualTo(2);
  }
}
