package org.portsnare.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Log log =
      new Log(new PrintStream(bytes, true, StandardCharsets.UTF_8), Clock.systemUTC(), true);

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void fixedWordsComeFirstAndValuesAreOneWordEach() {
    log.warn("table gone", "who", "a \"b\" c", "n", 3, "empty", "", "evil", "x\n<0>fake");
    assertThat(lines())
        .containsExactly("<4>table gone who=\"a \\\"b\\\" c\" n=3 empty=\"\" evil=x\\\\x0a<0>fake");
  }

  @Test
  void repeatsAreCollapsedAndCounted() {
    for (int i = 0; i < 1000; i++) log.info("again");
    log.notice("other");
    assertThat(lines())
        .containsExactly("<6>again", "<6>the line before was repeated times=999", "<5>other");
  }
}
