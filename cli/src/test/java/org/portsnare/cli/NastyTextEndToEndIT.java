package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Lab;

/** Foreign text in every place where people read it. */
final class NastyTextEndToEndIT {
  /** The texts of {@code VisibleTest} that fit into a command line. */
  private static final List<String> TEXTS =
      List.of(
          "\u001b[31mred",
          "\u009b31m",
          "a\r\n203.0.113.250,2026-01-01T00:00:00Z",
          "moc.elpmaxe\u202etxt",
          "\u2066isolate\u2069",
          "line\u2028separator",
          "=HYPERLINK(\"http://203.0.113.1/\",\"x\")",
          "-2+3",
          "\"quoted\", and , commas",
          "<script>alert(1)</script>");

  private Guarded guarded;

  @BeforeEach
  void start() {
    guarded =
        Guarded.start(
            "[publish]\norigins = [\"manual\"]\ndir = \"/tmp/portsnare-nasty-"
                + ProcessHandle.current().pid()
                + "\"\nevery = \"never\"\n");
  }

  @AfterEach
  void stop() throws IOException {
    guarded.close();
    Path dir = Path.of("/tmp/portsnare-nasty-" + ProcessHandle.current().pid());
    if (!Files.exists(dir)) return;
    try (var files = Files.list(dir)) {
      for (Path file : files.toList()) Files.delete(file);
    }
    Files.delete(dir);
  }

  /** Writes the texts as an earlier version or another program may have done. */
  private void intoTheLedger() throws SQLException {
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(guarded.portsnare("ban", "198.18.0." + i, "--reason", "r" + i).exit()).isZero();
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + guarded.ledger());
        PreparedStatement update =
            connection.prepareStatement("UPDATE ban SET reason = ? WHERE reason = ?")) {
      for (int i = 0; i < TEXTS.size(); i++) {
        update.setString(1, TEXTS.get(i));
        update.setString(2, "r" + i);
        update.executeUpdate();
      }
    }
  }

  private static void assertHarmless(String what, String text) {
    assertThat(text.codePoints().filter(c -> c != '\n' && c != '\r'))
        .as(what)
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == 0x2028
                    || c == 0x2029);
  }

  private String out(String... command) {
    Lab.Result result = guarded.portsnare(command);
    assertThat(result.exit()).as(String.join(" ", command) + result.err()).isZero();
    return result.out();
  }

  @Test
  void nothingTakesATerminalAPageOrASpreadsheetOver() throws SQLException, IOException {
    intoTheLedger();
    assertHarmless("list", out("list"));
    String csv = out("list", "--format", "csv");
    assertHarmless("csv", csv);
    assertThat(csv.lines()).hasSize(TEXTS.size() + 1);
    assertThat(csv).doesNotContain(",=HYPER", ",\"=HYPER", ",-2+3");
    for (int i = 0; i < TEXTS.size(); i++) {
      assertHarmless("explain", out("explain", "198.18.0." + i));
    }
    // Published files have no reasons; nor has the page, which every local user may read.
    out("publish", "now");
    try (var files = Files.list(Path.of("/tmp/portsnare-nasty-" + ProcessHandle.current().pid()))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file)).doesNotContain("HYPERLINK", "alert(1)", "elpmaxe");
      }
    }
    for (String path : List.of("/", "/bans.json")) {
      String page = guarded.lab().onHost("curl", "-s", "http://127.0.0.1:8480" + path).out();
      assertThat(page).contains("198.18.0.1").doesNotContain("HYPERLINK", "alert(1)", "elpmaxe");
    }
  }

  /** A newline in a text must not become another ban after an export and import. */
  @Test
  void whatIsExportedAndImportedBansNobodyElse() throws SQLException, IOException {
    intoTheLedger();
    Path csv = guarded.directory().resolve("bans.csv");
    Files.writeString(csv, out("list", "--format", "csv"));
    for (int i = 0; i < TEXTS.size(); i++) out("unban", "198.18.0." + i);
    out("import", csv.toString());
    assertThat(guarded.bannedQuickly())
        .hasSize(TEXTS.size())
        .allMatch(ban -> ban.startsWith("198.18.0."));
  }

  @Test
  void whatNobodyWouldSeeIsRefused() {
    for (String text : List.of("a\u001bb", "a\u202eb", "a\nb")) {
      Lab.Result ban = guarded.portsnare("ban", "198.18.0.1", "--reason", text);
      assertThat(ban.exit()).isEqualTo(2);
      assertThat(ban.err()).contains("the reason has the character U+");
      Lab.Result allow = guarded.portsnare("allow", "198.18.0.1", "--comment", text);
      assertThat(allow.exit()).isEqualTo(2);
      assertThat(allow.err()).contains("the comment has the character U+");
    }
    assertThat(guarded.bannedQuickly()).isEmpty();
  }
}
