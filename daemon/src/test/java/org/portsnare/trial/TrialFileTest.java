package org.portsnare.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrialFileTest {
  private static final Instant UNTIL = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[traps]\n", "a\n\nb\n\n", "ü\r\n# portsnare trial 1\n"})
  void theTextBeforeComesBackAsItWas(String previous) {
    TrialFile file = new TrialFile(directory);
    Trial trial = new Trial(UNTIL, "abc", false, previous);
    file.write(trial);
    assertThat(file.read()).contains(trial);
    file.write(trial.back());
    assertThat(file.read()).contains(new Trial(UNTIL, "abc", true, previous));
    file.delete();
    assertThat(file.read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "portsnare trial 2\nrunning\n2026-11-24T12:00:00Z\nabc\n",
        "portsnare trial 1\nrunning\nyesterday\nabc\ntext",
        "portsnare trial 1\nrunning\n2026-11-24T12:00:00Z"
      })
  void aFileThatMakesNoSenseIsNoTrial(String text) throws Exception {
    Files.writeString(directory.resolve("trial"), text);
    assertThat(new TrialFile(directory).read()).isEmpty();
  }

  @Test
  void nothingHalfWrittenIsLeft() {
    new TrialFile(directory).write(new Trial(UNTIL, "abc", false, "text"));
    assertThat(directory.resolve("trial.new")).doesNotExist();
  }

  /** root writes the file too, into a directory that may belong to another user. */
  @Test
  void aLinkInItsWayIsNotFollowed() throws Exception {
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "precious");
    Files.createSymbolicLink(directory.resolve("trial.new"), elsewhere);
    TrialFile file = new TrialFile(directory);
    Trial trial = new Trial(UNTIL, "abc", true, "text");
    file.write(trial);
    assertThat(elsewhere).hasContent("precious");
    assertThat(directory.resolve("trial")).isRegularFile();
    assertThat(Files.isSymbolicLink(directory.resolve("trial"))).isFalse();
    assertThat(file.read()).contains(trial);
  }
}
