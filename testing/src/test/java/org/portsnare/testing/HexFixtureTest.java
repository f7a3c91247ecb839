package org.portsnare.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HexFixtureTest {
  @Test
  void sectionsCommentsAndIndentation() {
    Map<String, byte[]> sections =
        HexFixture.parse(
            """
            # where it came from
            01 02  # a comment [not a section]
            [one]
              0a0b
              0C
            [empty]
            """);
    assertThat(sections).containsOnlyKeys("", "one", "empty");
    assertThat(sections.get("")).containsExactly(1, 2);
    assertThat(sections.get("one")).containsExactly(10, 11, 12);
    assertThat(sections.get("empty")).isEmpty();
  }

  @Test
  void mistakesAreRefused() {
    assertThatThrownBy(() -> HexFixture.parse("0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HexFixture.parse("zz")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HexFixture.parse("[a]\n[a]"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HexFixture.bytes(HexFixtureTest.class, "absent.hex"))
        .hasMessageContaining("no resource absent.hex");
  }
}
