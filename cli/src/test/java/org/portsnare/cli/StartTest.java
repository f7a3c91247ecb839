package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StartTest {
  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ", -1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run -c portsnare.toml", "run --config /etc/portsnare.toml"})
  void serviceStartsWithoutPicocli(String line) {
    assertThat(Start.isDaemon(words(line))).isTrue();
  }

  /** picocli prints help and errors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "run --help",
        "run -c",
        "run -c -h",
        "run -c @words",
        "run -c --config",
        "run --confg x",
        "run x y",
        "run -c x y",
        "run -cx",
        "run --config=x",
        "check -c x",
        "-c x run"
      })
  void allElseIsForPicocli(String line) {
    assertThat(Start.isDaemon(words(line))).isFalse();
  }
}
