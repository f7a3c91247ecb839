package org.portsnare.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ListCommandTest {
  @Test
  void linesBecomeAnArray() throws IOException {
    assertThat(array("", 1)).isEqualTo("[\n]\n");
    assertThat(array("{\"a\":1}\n", 100)).isEqualTo("[\n{\"a\":1}\n]\n");
    assertThat(array("{\"a\":1}\n{\"ä\":2}\n{}\n", 100))
        .isEqualTo("[\n{\"a\":1},\n{\"ä\":2},\n{}\n]\n");
  }

  @Test
  void piecesMayEndAnywhere() throws IOException {
    String lines = "{\"a\":1}\n{\"ä\":2}\n{}\n";
    for (int size = 1; size <= lines.length() + 1; size++) {
      assertThat(array(lines, size)).isEqualTo(array(lines, 100));
    }
  }

  /** Reads {@code size} bytes per call, as a socket may. */
  private static String array(String lines, int size) throws IOException {
    InputStream in =
        new ByteArrayInputStream(lines.getBytes(UTF_8)) {
          @Override
          public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, size));
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ListCommand.json(in, out);
    return out.toString(UTF_8);
  }
}
