package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.manual.Manual;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The manual pages, completions and tables of the documentation match the program's definitions.
 * With {@code -Dmanual.write=true}, which {@code make docs} uses, this test writes them.
 */
final class ManualTest {
  /** The root of the source tree. */
  static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();

  private static String read(String file) {
    try {
      Path path = SOURCES.resolve(file);
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, String> files() {
    CommandSpec root = Main.commandLine("--help").getCommandSpec();
    return Manual.files(root, ManualTest::read);
  }

  @Test
  void filesAreCurrent() throws IOException {
    Map<String, String> stale = new TreeMap<>(files());
    stale.entrySet().removeIf(file -> read(file.getKey()).equals(file.getValue()));
    if (Boolean.getBoolean("manual.write")) {
      for (Map.Entry<String, String> file : stale.entrySet()) {
        Path path = SOURCES.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      return;
    }
    assertThat(stale.keySet())
        .as(
            "files that the commands' options or the configuration's keys have changed: run make"
                + " docs")
        .isEmpty();
  }

  @Test
  void summariesAreShortSentences() {
    assertThat(commands())
        .allSatisfy(
            command ->
                assertThat(command.usageMessage().description()[0])
                    .matches("[A-Z].+\\.")
                    .doesNotContain(". ")
                    .hasSizeLessThanOrEqualTo(90));
  }

  @Test
  void labelsOfOptionsNameTheWordsThatAreTaken() {
    for (CommandSpec command : commands()) {
      for (OptionSpec option : command.options()) {
        if (!option.typeInfo().isEnum()) continue;
        List<String> words = option.typeInfo().getEnumConstantNames();
        assertThat(option.paramLabel())
            .as(command.qualifiedName() + " " + option.longestName())
            .isEqualTo(String.join("|", words).toLowerCase(Locale.ROOT));
      }
    }
  }

  private static List<CommandSpec> commands() {
    return Main.commandLine("--help").getSubcommands().values().stream()
        .flatMap(
            command ->
                Stream.concat(Stream.of(command), command.getSubcommands().values().stream()))
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .toList();
  }
}
