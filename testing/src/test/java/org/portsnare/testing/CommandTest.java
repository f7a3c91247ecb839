package org.portsnare.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void bothStreamsAndTheExitStatus() {
    Command.Result result = Command.of("sh", "-c", "echo out; echo err >&2; exit 3").result();
    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThatThrownBy(result::orFail)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("exit 3")
        .hasMessageContaining("err");
  }

  @Test
  void muchInputAndMuchOutput() {
    String much = "0123456789abcdef\n".repeat(20_000);
    assertThat(Command.pipe(much, "cat")).isEqualTo(much);
    assertThat(Command.of("sh", "-c", "cat >&2").result(much).stderr()).isEqualTo(much);
  }

  @Test
  void inputThatNobodyReadsIsNoMatter() {
    assertThat(Command.pipe("0123456789abcdef\n".repeat(20_000), "true")).isEmpty();
  }

  @Test
  void absentProgramIsNamed() {
    assertThatThrownBy(() -> Command.run("no-such-program"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no-such-program");
  }
}
