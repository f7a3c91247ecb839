package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.testing.Lab;

/** {@code init} makes the first configuration for a new user. */
final class InitEndToEndIT {
  private static Guarded guarded;
  private static int files;
  private Path file;

  @BeforeAll
  static void prepare() {
    guarded = Guarded.prepare("");
  }

  @AfterAll
  static void close() {
    guarded.close();
  }

  @BeforeEach
  void nameFile() {
    file = guarded.directory().resolve("etc" + files++).resolve("portsnare.toml");
  }

  private Lab.Result init(String input, String... arguments) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("env", "SSH_CONNECTION=203.0.113.9 50000 198.51.100.1 22"));
    words.addAll(List.of(Guarded.launcher(), "init", "-c", file.toString()));
    words.addAll(List.of(arguments));
    return guarded.lab().onHostWithInput(input, words.toArray(String[]::new));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void enterAtEveryQuestionWritesNothing() {
    Lab.Result result = init("\n\n\n");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("SSH from 203.0.113.9").contains("nothing was written");
    assertThat(file).doesNotExist();
  }

  @Test
  void aYesAtTheEndWritesAFileThatOnlyObserves() {
    try (Service service = Service.on(guarded.lab(), 3306)) {
      assertThat(service).isNotNull();
      Lab.Result result = init("\n\ny\n");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("wan")
          .contains("3306: a program listens, so these are left out")
          .contains("portsnare list --observed");
    }
    Config config = ConfigReader.read(file);
    assertThat(config.observe()).isTrue();
    assertThat(config.allow().addresses()).containsExactly(Prefix.parse("203.0.113.9"));
    assertThat(config.traps().isTrap(3306)).isFalse();
    assertThat(config.traps().isTrap(23)).isTrue();
    Lab.Result check = guarded.lab().onHost(Guarded.launcher(), "check", "-c", file.toString());
    assertThat(check.out()).contains("no mistakes").contains("observe is on");
    // Nothing is started or armed.
    assertThat(guarded.lab().onHost("nft", "list", "tables").out()).isEmpty();
  }

  @Test
  void trapsAreArmedOnlyAfterAYes() {
    assertThat(init("n\nn\ny\ny\n").exit()).isZero();
    assertThat(ConfigReader.read(file).observe()).isFalse();
    assertThat(ConfigReader.read(file).allow().addresses()).isEmpty();
    nameFile();
    // The answer to the second question about arming is Enter, which means no.
    assertThat(init("n\nn\n\ny\n").exit()).isZero();
    assertThat(ConfigReader.read(file).observe()).isTrue();
  }

  @Test
  void anEndOfTheInputIsNoYes() {
    for (String input : List.of("", "y\n", "y\ny\n")) {
      Lab.Result result = init(input);
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.err()).contains("nothing was written").hasLineCount(1);
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void withoutQuestions() {
    assertThat(init("", "--yes", "--allow", "192.0.2.0/24").exit()).isZero();
    Config config = ConfigReader.read(file);
    assertThat(config.observe()).isTrue();
    assertThat(config.allow().addresses())
        .containsExactly(Prefix.parse("192.0.2.0/24"), Prefix.parse("203.0.113.9"));
    // A file with settings must not be overwritten.
    String before = text(file);
    Lab.Result again = init("", "--yes", "--arm");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("has settings already; nothing was written");
    assertThat(text(file)).isEqualTo(before);
    assertThat(init("", "--yes", "--arm", "--replace").exit()).isZero();
    assertThat(ConfigReader.read(file).observe()).isFalse();
    assertThat(text(file.resolveSibling("portsnare.toml.before-1"))).isEqualTo(before);
  }

  @Test
  void aFileWithCommentsAloneIsNobodysWork() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "# as the package brings it\n\n# observe = true\n");
    assertThat(init("", "--yes").exit()).isZero();
    assertThat(file.resolveSibling("portsnare.toml.before-1")).doesNotExist();
  }

  @Test
  void printWritesNothing() {
    Lab.Result result = init("", "--print", "--arm");
    assertThat(result.exit()).isZero();
    assertThat(result.out()).startsWith("# Written by").contains("observe = false");
    assertThat(file).doesNotExist();
  }

  @Test
  void nonsenseIsRefusedBeforeAnyQuestion() {
    assertThat(init("", "--observe", "--arm").err()).contains("exclude each other");
    assertThat(init("", "--allow", "nobody").err()).contains("'nobody' is not an IPv4");
    assertThat(file).doesNotExist();
  }

  @Test
  void doctorLooksAtTheHost() {
    Lab.Result result = guarded.portsnare("doctor", "--host");
    assertThat(result.exit()).as(result.out()).isZero();
    assertThat(result.out())
        .containsPattern("ok +nf_tables answers")
        .containsPattern("ok +guarded: wan")
        .containsPattern("note +allow.addresses is empty")
        .contains("nothing is missing");
    try (Guarded without = Guarded.prepare("")) {
      for (String family : List.of("-4", "-6")) {
        without.lab().onHost("ip", family, "route", "flush", "default");
      }
      Lab.Result missing = without.portsnare("doctor", "--host");
      assertThat(missing.exit()).isEqualTo(1);
      assertThat(missing.out())
          .containsPattern("MISSING +no default route: name the interface")
          .contains("1 thing is missing");
    }
  }
}
