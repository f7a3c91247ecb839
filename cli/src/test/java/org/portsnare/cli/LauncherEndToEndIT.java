package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.testing.Command;
import org.portsnare.testing.Lab;

/** An installed copy starts with a matching cache, with a wrong cache, and without one. */
final class LauncherEndToEndIT {
  private static final Path SOURCES = Installed.SOURCES;
  private static final Path APPLICATION = Installed.APPLICATION;

  @TempDir private Path directory;

  private static void saysNothingButItsVersion(Path launcher) {
    Command.Result result = Command.of(launcher.toString(), "--version").result();
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).matches("portsnare \\S+\\R");
    assertThat(result.exit()).isZero();
  }

  @Test
  void copyWithoutCacheWorks() throws IOException {
    saysNothingButItsVersion(Installed.at(directory.resolve("a place")));
  }

  @Test
  void cacheOfAnotherPlaceIsLeftAlone() throws IOException {
    Path launcher = Installed.at(directory);
    Installed.copy(APPLICATION.resolve("built-with"), directory);
    Files.writeString(directory.resolve("command.aot"), "would be complained about");
    saysNothingButItsVersion(launcher);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no cache at all", "cache of other jars"})
  void cacheThatDoesNotFitIsPassedOverInSilence(String content) throws IOException {
    Path launcher = Installed.at(directory);
    List<String> built = Files.readAllLines(APPLICATION.resolve("built-with"));
    Files.write(
        directory.resolve("built-with"),
        List.of(built.get(0), built.get(1), directory.toRealPath().toString()));
    Path cache = directory.resolve("command.aot");
    if (content.equals("cache of other jars"))
      Files.copy(APPLICATION.resolve("command.aot"), cache);
    else Files.writeString(cache, content);
    saysNothingButItsVersion(launcher);
  }

  @Test
  void linkToTheLauncherWorks() throws IOException {
    Path link = directory.resolve("portsnare");
    Files.createSymbolicLink(link, SOURCES.resolve("portsnare"));
    saysNothingButItsVersion(link);
  }

  @Test
  void killedDaemonLeavesNothingInTheTemporaryDirectory() throws IOException {
    try (Guarded guarded = Guarded.prepare("")) {
      guarded.start("env", "PORTSNARE_JAVA_OPTIONS=-Djava.io.tmpdir=" + directory);
      Lab.Result status = guarded.portsnare("status");
      assertThat(status.exit()).as(status.err()).isZero();
      guarded.kill();
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}
