package org.portsnare.cli.manual;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.portsnare.config.Key;
import org.portsnare.config.Syntax;

/** The keys of the configuration, a table of Markdown for each table of TOML. */
final class KeyTables {
  private KeyTables() {}

  /** All tables, by names such as {@code keys of traps}. */
  static Map<String, String> all() {
    Map<String, String> tables = new LinkedHashMap<>();
    for (Key key : Key.values()) tables.computeIfAbsent(name(key), _ -> table(key.section()));
    return tables;
  }

  static String name(Key key) {
    return key.section().isEmpty() ? "keys at the top" : "keys of " + key.section();
  }

  /** The keys of one table of TOML. */
  static List<Key> of(String name) {
    return Arrays.stream(Key.values()).filter(key -> name(key).equals(name)).toList();
  }

  private static String table(String section) {
    String rows =
        Arrays.stream(Key.values())
            .filter(key -> key.section().equals(section))
            .map(KeyTables::row)
            .collect(Collectors.joining());
    return "| key | value | default | meaning |\n| --- | --- | --- | --- |\n" + rows;
  }

  private static String row(Key key) {
    String def = key.defaultValue().map(KeyTables::code).orElse("");
    String example = key.example().map(e -> ". Example: " + code(e)).orElse("");
    String value = words(key.syntax(), "`").replace("|", "\\|");
    return "| `"
        + key.shortName()
        + "` | "
        + value
        + " | "
        + def
        + " | "
        + key.meaning()
        + example
        + " |\n";
  }

  /**
   * The values that are possible after the {@code =}.
   *
   * @param quote the text around words of TOML
   */
  static String words(Syntax syntax, String quote) {
    return switch (syntax) {
      case Syntax.Flag() -> quote + "true" + quote + " or " + quote + "false" + quote;
      case Syntax.Whole(int min, int max) -> min + " to " + max;
      case Syntax.Choice(List<String> words) ->
          words.stream()
              .map(word -> quote + "\"" + word + "\"" + quote)
              .collect(Collectors.joining(" or "));
      case Syntax.Duration() -> "a duration";
      case Syntax.Text(String what) -> what;
      case Syntax.Array(String what) -> "an array of " + what;
    };
  }

  private static String code(String toml) {
    return "`" + toml + "`";
  }
}
