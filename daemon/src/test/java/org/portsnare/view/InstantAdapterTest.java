package org.portsnare.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantAdapterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.001Z",
        "1969-12-31T23:59:59.999Z",
        "2024-02-29T09:05:07.120Z",
        "2026-11-24T14:09:09.502Z",
        "2026-11-24T14:09:00Z",
        "2026-11-24T14:09:09.000001Z",
        "2026-11-24T14:09:09.123456789Z",
        "0000-01-01T00:00:00.001Z",
        "-0001-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00.001Z",
      })
  void writesAsJavaDoes(String text) {
    assertThat(InstantAdapter.text(Instant.parse(text))).isEqualTo(text);
  }

  @Test
  void writesEveryMillisecondAsJavaDoes() {
    Random random = new Random(42);
    for (int i = 0; i < 100_000; i++) {
      Instant time =
          Instant.ofEpochMilli(random.nextLong(-70_000_000_000_000L, 270_000_000_000_000L));
      assertThat(InstantAdapter.text(time)).isEqualTo(time.toString());
    }
  }
}
