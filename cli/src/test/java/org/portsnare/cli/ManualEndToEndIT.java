package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.cli.command.ListCommand;
import org.portsnare.config.Key;
import org.portsnare.testing.Command;

/** Programs read the manual pages, and shells run the completions. */
final class ManualEndToEndIT {
  private static final Path COMPLETIONS = ManualTest.SOURCES.resolve("packaging/completions");

  @TempDir private Path directory;

  private static String page(String name) {
    return ManualTest.SOURCES.resolve("docs/man").resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"portsnare.1", "portsnare.toml.5"})
  void nobodyComplainsOfAPage(String name) {
    for (Command.Result result :
        List.of(
            Command.of("mandoc", "-T", "lint", "-W", "warning", page(name)).result(),
            Command.of("groff", "-man", "-ww", "-z", "-Tutf8", page(name)).result(),
            Command.of("man", "--warnings", "-l", page(name)).result())) {
      assertThat(result.exit()).as(result.command()).isZero();
      assertThat(result.stderr()).as(result.command()).isEmpty();
    }
    assertThat(Command.run("mandoc", "-T", "lint", "-W", "warning", page(name))).isEmpty();
  }

  /** The page as in a terminal, without bold, with lines that are long enough for every term. */
  private static String read(String name) {
    return Command.run("mandoc", "-T", "utf8", "-O", "width=120", page(name)).replaceAll(".\b", "");
  }

  @Test
  void commandsAreInTheManual() {
    String text = read("portsnare.1");
    assertThat(text.lines().filter(line -> line.matches("[A-Z].*")))
        .contains("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS")
        .contains("ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO");
    for (String command : Main.COMMANDS.keySet()) {
      boolean shown = !command.equals("train");
      assertThat(text.lines().anyMatch(line -> line.matches(" {5,7}" + command + "( .*)?")))
          .as(command)
          .isEqualTo(shown);
    }
    assertThat(text)
        .contains("publish verify [--key=FILE] [--max-age=DURATION] [DIR]")
        .contains("--format=table|plain|json|csv");
  }

  @Test
  void keysAreInTheManual() {
    String text = read("portsnare.toml.5");
    // A long value takes several lines.
    String words = text.replaceAll("\\s+", " ");
    for (Key key : Key.values()) {
      assertThat(text).contains("  " + key.shortName() + " = ");
      key.defaultValue().ifPresent(value -> assertThat(words).contains("Default: " + value + "."));
    }
  }

  /** The completions for an unfinished line. */
  enum Shell {
    BASH {
      @Override
      Command command(ManualEndToEndIT test, String line) throws IOException {
        String script = COMPLETIONS.resolve("portsnare.bash").toString();
        return Command.of("bash", test.driver("complete.bash"), script, line);
      }
    },
    ZSH {
      @Override
      Command command(ManualEndToEndIT test, String line) throws IOException {
        return Command.of("zsh", "-f", test.driver("complete.zsh"), COMPLETIONS.toString(), line);
      }
    },
    FISH {
      @Override
      Command command(ManualEndToEndIT test, String line) {
        String script = COMPLETIONS.resolve("portsnare.fish").toString();
        return Command.of(
            "fish", "--no-config", "-c", "source " + script + "; complete -C '" + line + "'");
      }
    };

    abstract Command command(ManualEndToEndIT test, String line) throws IOException;

    Stream<String> complete(ManualEndToEndIT test, String line) throws IOException {
      Command.Result result = command(test, line).result();
      assertThat(result.stderr()).as(result.command()).isEmpty();
      // fish adds the meaning of a word after a tab, and repeats the option before a value.
      return result
          .stdout()
          .lines()
          .map(offer -> offer.replaceFirst("\t.*", "").replaceFirst("^--[a-z]+=", ""))
          .filter(offer -> !offer.isEmpty())
          .distinct();
    }
  }

  private String driver(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream source = ManualEndToEndIT.class.getResourceAsStream(name)) {
      Files.write(file, Objects.requireNonNull(source, name).readAllBytes());
    }
    return file.toString();
  }

  @ParameterizedTest
  @EnumSource
  void shellOffersWhatTheCommandLineTakes(Shell shell) throws IOException {
    List<String> commands =
        Main.COMMANDS.keySet().stream().filter(name -> !name.equals("train")).toList();
    assertThat(shell.complete(this, "portsnare ")).containsExactlyInAnyOrderElementsOf(commands);
    assertThat(shell.complete(this, "portsnare publish "))
        .containsExactlyInAnyOrder("now", "keygen", "verify");
    assertThat(shell.complete(this, "portsnare publish verify --k")).containsExactly("--key");
    assertThat(shell.complete(this, "portsnare list --format "))
        .containsExactlyInAnyOrder(words(ListCommand.Format.values()));
    assertThat(shell.complete(this, "portsnare list --format=js")).containsExactly("json");
    // A value with the name of a command is not a command.
    assertThat(shell.complete(this, "portsnare import --format list --sk"))
        .containsExactly("--skip-bad");
    assertThat(shell.complete(this, "portsnare ban --f"))
        .containsExactlyInAnyOrder("--for", "--force");
    assertThat(shell.complete(this, "portsnare list --port ")).isEmpty();
  }

  private static String[] words(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @EnumSource
  void shellOffersFilesWhereAFileIsMeant(Shell shell) throws IOException {
    Files.writeString(directory.resolve("capture.pcap"), "");
    Files.createDirectory(directory.resolve("captured"));
    String begun = directory.resolve("captur").toString();
    assertThat(shell.complete(this, "portsnare replay " + begun))
        .allMatch(offer -> offer.contains("captur"))
        .hasSize(2);
    assertThat(shell.complete(this, "portsnare check -c " + begun)).hasSize(2);
    assertThat(shell.complete(this, "portsnare publish verify " + begun))
        .singleElement()
        .asString()
        .contains("captured");
    assertThat(shell.complete(this, "portsnare ban " + begun)).noneMatch(o -> o.contains("captur"));
  }
}
