package org.portsnare.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HexdumpTest {
  @Test
  void equalBytesPass() {
    assertThatCode(() -> Hexdump.assertBytes(new byte[] {1, 2}, new byte[] {1, 2}))
        .doesNotThrowAnyException();
  }

  @Test
  void differenceIsMarkedWhereItIs() {
    byte[] expected = "same eightone thing".getBytes(StandardCharsets.US_ASCII);
    byte[] actual = "same eightone thinG!".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Hexdump.assertBytes(actual, expected))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("bytes differ from offset 18 (0x12); expected 19 bytes, got 20")
        .hasMessageContaining(
            "000000  73 61 6d 65 20 65 69 67 same eig   73 61 6d 65 20 65 69 67 same eig")
        .hasMessageContaining(
            "000010  69 6e 67                ing      ! 69 6e 47 21             inG!");
  }

  @Test
  void prefixIsADifference() {
    assertThatThrownBy(() -> Hexdump.assertBytes(new byte[1], new byte[0]))
        .hasMessageContaining("offset 0 (0x0); expected 0 bytes, got 1");
  }
}
