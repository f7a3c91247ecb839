package org.portsnare.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class VisibleTest {
  @ParameterizedTest
  @FieldSource("org.portsnare.text.Nasty#TEXTS")
  void nothingThatIsNotSeenIsLeft(String text) {
    assertThat(Visible.of(text).codePoints()).allMatch(Visible::isVisible);
    assertThat(Visible.of(Visible.of(text))).isEqualTo(Visible.of(text));
  }

  @Test
  void writesOutWhatIsNotSeen() {
    assertThat(Visible.of("a\u001b[31m\u009b\u202e\u2066b"))
        .isEqualTo("a\\x1b[31m\\x9b\\u202e\\u2066b");
    assertThat(Visible.of("Grüße, 世界 🙂")).isEqualTo("Grüße, 世界 🙂");
  }

  @ParameterizedTest
  @FieldSource("org.portsnare.text.Nasty#TEXTS")
  void aCellIsOneCellAndNoFormula(String text) {
    String cell = Visible.cell(text);
    assertThat(cell).doesNotContain("\n", "\r", "\u001b");
    String inside = cell.startsWith("\"") ? cell.substring(1, cell.length() - 1) : cell;
    assertThat(inside).doesNotStartWith("=").doesNotStartWith("+").doesNotStartWith("-");
    assertThat(inside).doesNotStartWith("@");
    if (!cell.startsWith("\"")) assertThat(cell).doesNotContain(",", "\"");
    else assertThat(inside.replace("\"\"", "")).doesNotContain("\"");
  }

  @Test
  void aCellOfPlainTextIsItself() {
    assertThat(Visible.cell("")).isEmpty();
    assertThat(Visible.cell("ssh-bf")).isEqualTo("ssh-bf");
    assertThat(Visible.cell("a, \"b\"")).isEqualTo("\"a, \"\"b\"\"\"");
    assertThat(Visible.cell("=1")).isEqualTo("\"'=1\"");
  }

  @Test
  void whatIsRequiredToBeVisibleIsRefusedByName() {
    assertThat(Visible.required("the reason", "scan, again")).isEqualTo("scan, again");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Visible.required("the reason", "a\u202eb"))
        .withMessage("the reason has the character U+202E, which is invisible");
  }
}
