package org.portsnare.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class KeyTest {
  private static final Predicate<Key> PUBLISHES = key -> key.section().equals("publish");

  private static Stream<Key> keys() {
    return Arrays.stream(Key.values());
  }

  private static Config parse(String toml) {
    return ConfigReader.parse("portsnare.toml", toml);
  }

  private static String assignments(Stream<Key> keys, Function<Key, String> value) {
    return keys.map(key -> key + " = " + value.apply(key) + "\n").collect(joining());
  }

  /** Values for all keys that have a default. */
  private static String defaults(Predicate<Key> which) {
    return assignments(
        keys().filter(which).filter(key -> key.defaultValue().isPresent()),
        key -> key.defaultValue().orElseThrow());
  }

  @Test
  void defaultsAreThoseOfTheConfiguration() {
    assertThat(parse(defaults(PUBLISHES.negate()))).isEqualTo(Config.defaults());
  }

  @Test
  void defaultsOfPublishingAreThoseOfTheConfiguration() {
    String dir = "publish.dir = \"/srv/list\"\n";
    assertThat(parse(dir + defaults(PUBLISHES))).isEqualTo(parse(dir));
  }

  @Test
  void examplesAreValidAllTogether() {
    Stream<Key> shown = keys().filter(key -> key.example().isPresent());
    Config config = parse(assignments(shown, key -> key.example().orElseThrow()));
    assertThat(config).isNotEqualTo(Config.defaults());
  }

  @Test
  void everyKeyIsRead() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> parse(assignments(keys(), _ -> "1979-05-27")));
    for (Key key : Key.values()) {
      assertThat(e.getMessage()).contains("'" + key + "' must be ");
    }
  }

  @Test
  void limitsAreThoseTheReaderHasAndTells() {
    for (Key key : Key.values()) {
      if (!(key.syntax() instanceof Syntax.Whole(int min, int max))) continue;
      assertThat(problemsOf(key, min)).doesNotContain("must be");
      assertThat(problemsOf(key, max)).doesNotContain("must be");
      String limits = "'" + key + "' must be a number from " + min + " to " + max;
      assertThat(problemsOf(key, min - 1L)).contains(limits);
      assertThat(problemsOf(key, max + 1L)).contains(limits);
    }
  }

  private static String problemsOf(Key key, long value) {
    try {
      parse(key + " = " + value + "\n");
      return "";
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void everyWordOfAChoiceIsTakenAndTheFirstIsTheDefault() {
    for (Key key : Key.values()) {
      if (!(key.syntax() instanceof Syntax.Choice(List<String> words))) continue;
      String dir = PUBLISHES.test(key) ? "publish.dir = \"/srv/list\"\n" : "";
      for (String word : words) {
        assertThat(parse(dir + key + " = \"" + word + "\"\n")).isNotNull();
      }
      assertThat(key.defaultValue()).hasValue("\"" + words.getFirst() + "\"");
    }
  }

  @Test
  void tablesAreTogetherAsInAFile() {
    List<String> tables = new ArrayList<>();
    for (Key key : Key.values()) {
      if (tables.isEmpty() || !tables.getLast().equals(key.section())) tables.add(key.section());
    }
    assertThat(tables).doesNotHaveDuplicates().doesNotContainAnyElementsOf(Key.LATER);
    assertThat(tables.getFirst()).isEmpty();
  }

  @Test
  void constantsAreNamedAfterTheirKeys() {
    for (Key key : Key.values()) {
      assertThat(key.name().toLowerCase(Locale.ROOT))
          .isEqualTo(key.path().replace('.', '_').replace('-', '_'));
    }
  }

  @Test
  void meaningsAreOneParagraphWithoutFullStop() {
    assertThat(keys().map(Key::meaning))
        .allSatisfy(meaning -> assertThat(meaning).doesNotContain("\n", "|").doesNotEndWith("."));
  }
}
