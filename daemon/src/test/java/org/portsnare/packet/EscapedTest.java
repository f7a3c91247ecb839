package org.portsnare.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EscapedTest {
  private static String escaped(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Escaped.of(bytes, 0, bytes.length);
  }

  @Test
  void textStaysReadable() {
    assertThat(escaped("GET / HTTP/1.1\r\n\tx")).isEqualTo("GET / HTTP/1.1\\r\\n\\tx");
  }

  @Test
  void nothingReachesTheTerminalThatCouldMoveItsCursor() {
    for (int value = 0; value < 256; value++) {
      String one = Escaped.of(new byte[] {(byte) value}, 0, 1);
      assertThat(one).matches("[ -~]+");
    }
    assertThat(escaped("\u001b[2J")).isEqualTo("\\x1b[2J");
  }

  @Test
  void escapesCannotBeForged() {
    assertThat(escaped("\\x1b")).isEqualTo("\\\\x1b");
  }
}
