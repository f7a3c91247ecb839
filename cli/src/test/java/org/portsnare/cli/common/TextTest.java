package org.portsnare.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.text.LocalTime;

final class TextTest {
  private static final List<String[]> ROWS =
      List.of(
          new String[] {"ADDRESS", "SINCE", "HITS"},
          new String[] {"192.0.2.1", "2026-11-22", "7"},
          new String[] {"2001:db8::/64", "2026-11-23", "12"});

  private static List<String> table(int width, List<Integer> expendable) {
    StringBuilder out = new StringBuilder();
    Text.table(ROWS, expendable, width, out);
    return out.toString().lines().toList();
  }

  @Test
  void columnsAreAligned() {
    assertThat(table(80, List.of(1)))
        .containsExactly(
            "ADDRESS        SINCE       HITS",
            "192.0.2.1      2026-11-22  7",
            "2001:db8::/64  2026-11-23  12");
  }

  @Test
  void narrowTerminalLosesExpendableColumnsFirst() {
    assertThat(table(20, List.of(1)))
        .containsExactly("ADDRESS        HITS", "192.0.2.1      7", "2001:db8::/64  12");
  }

  @Test
  void linesThatStillDoNotFitAreCut() {
    assertThat(table(10, List.of(1)))
        .allMatch(line -> line.length() <= 10)
        .first()
        .isEqualTo("ADDRESS  …");
  }

  @Test
  void aLongLastColumnCostsNoOther() {
    String reason = "reason ".repeat(20).strip();
    List<String[]> rows =
        List.of(
            new String[] {"ADDRESS", "HITS", "REASON"}, new String[] {"192.0.2.1", "7", reason});
    StringBuilder out = new StringBuilder();
    assertThat(Text.table(rows, List.of(1), 40, out)).isEmpty();
    assertThat(out.toString().lines().toList())
        .containsExactly("ADDRESS    HITS  REASON", "192.0.2.1  7     reason reason reason r…");
    assertThat(Text.table(rows, List.of(1), 36, new StringBuilder())).containsExactly(1);
  }

  @Test
  void linesAreBrokenBetweenWords() {
    assertThat(Text.wrap("one two three", 7)).containsExactly("one two", "three");
    assertThat(Text.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(Text.wrap("one two three", 13)).containsExactly("one two three");
    assertThat(Text.wrap("0123456789abc de", 5)).containsExactly("01234", "56789", "abc", "de");
    assertThat(Text.wrap("", 5)).containsExactly("");
  }

  @Test
  void whatIsSaidOfANameStaysInItsColumn() {
    String words = "a b c d e f g h i j k l m n o p";
    assertThat(Text.field("name", 6, words, 26))
        .isEqualTo("name  a b c d e f g h i j\n      k l m n o p");
    assertThat(Text.field("name", 6, words, Integer.MAX_VALUE)).isEqualTo("name  " + words);
    assertThat(Text.field("a longer name", 6, "x", 80)).isEqualTo("a longer name x");
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "59, 59s", "61, 1m 1s", "7260, 2h 1m", "864000, 10d 0h", "-1, now"})
  void whatIsLeftIsSaidInTwoUnits(long seconds, String text) {
    Instant now = Instant.EPOCH;
    assertThat(Text.left(now.plus(Duration.ofSeconds(seconds)), now)).isEqualTo(text);
    assertThat(Text.left(null, now)).isEqualTo("never");
  }

  @Test
  void controlCharactersAreMadeVisible() {
    assertThat(Text.clean("a\u001b[31mb\n\u009bc")).isEqualTo("a\\x1b[31mb\\x0a\\x9bc");
  }

  /** A reader in another time zone can tell the time. */
  @Test
  void aTimeSaysItsZone() {
    Instant time = Instant.parse("2026-11-24T11:18:02Z");
    String text = LocalTime.of(time);
    assertThat(text).matches("2026-11-2\\d \\d\\d:\\d\\d:02(Z|[+-]\\d\\d(\\d\\d)?)");
    DateTimeFormatter read = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssX", Locale.ROOT);
    assertThat(Instant.from(read.parse(text))).isEqualTo(time);
  }
}
