package org.portsnare.config;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/** The keys of one TOML file, read by type; mistakes are collected with their places. */
final class TomlKeys {
  private final String file;
  private final TomlParseResult toml;
  private final List<Problem> problems = new ArrayList<>();

  private TomlKeys(String file, TomlParseResult toml) {
    this.file = file;
    this.toml = toml;
  }

  static TomlKeys parse(String file, String text) {
    TomlKeys keys = new TomlKeys(file, Toml.parse(text));
    keys.toml.errors().forEach(error -> keys.add(error.position(), error.getMessage()));
    return keys;
  }

  /** Reports every unknown key. */
  void rejectUnknown() {
    Set<String> known = Arrays.stream(Key.values()).map(Key::path).collect(toUnmodifiableSet());
    for (List<String> path : toml.keyPathSet(false)) {
      String name = String.join(".", path);
      if (known.contains(name)) continue;
      String message =
          Key.LATER.contains(path.getFirst())
              ? "'" + name + "' is not supported yet"
              : "there is no key '" + name + "'" + suggestion(name);
      add(toml.inputPositionOf(path), message);
    }
  }

  private static String suggestion(String name) {
    Optional<String> nearest =
        Arrays.stream(Key.values())
            .map(Key::path)
            .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    return nearest
        .filter(candidate -> distance(name, candidate) <= 4)
        .map(candidate -> "; did you mean '" + candidate + "'?")
        .orElse("");
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  boolean has(Key key) {
    return get(key) != null;
  }

  /** One of the words of the key's {@link Syntax.Choice}. */
  String choice(Key key, String defaultValue) {
    List<String> words = ((Syntax.Choice) key.syntax()).words();
    String word = value(key, Function.identity(), defaultValue);
    if (words.contains(word)) return word;
    problem(key, "'" + word + "' is neither " + String.join(" nor ", words));
    return defaultValue;
  }

  /** A string that {@code parser} turns into a value. */
  <T> T value(Key key, Function<String, T> parser, T defaultValue) {
    Object value = get(key);
    if (value == null) return defaultValue;
    // 0, as in ban.expire = 0, is the only number that means a word.
    if (value instanceof Long number && number == 0) value = "0";
    if (!(value instanceof String text)) {
      problem(key, "must be a string");
      return defaultValue;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      problem(key, String.valueOf(e.getMessage()));
      return defaultValue;
    }
  }

  /** A number within the limits of the key's {@link Syntax.Whole}. */
  int integer(Key key, int defaultValue) {
    Syntax.Whole limits = (Syntax.Whole) key.syntax();
    Object value = get(key);
    if (value == null) return defaultValue;
    if (value instanceof Long number && number >= limits.min() && number <= limits.max()) {
      return number.intValue();
    }
    problem(key, "must be a number from " + limits.min() + " to " + limits.max());
    return defaultValue;
  }

  boolean bool(Key key, boolean defaultValue) {
    Object value = get(key);
    if (value == null) return defaultValue;
    if (value instanceof Boolean bool) return bool;
    problem(key, "must be true or false");
    return defaultValue;
  }

  /** An array, each element of which {@code parser} turns into a value. */
  <T> List<T> list(Key key, Function<Object, T> parser, List<T> defaultValue) {
    Object value = get(key);
    if (value == null) return defaultValue;
    if (!(value instanceof TomlArray array)) {
      problem(key, "must be an array, in [ ]");
      return defaultValue;
    }
    List<T> list = new ArrayList<>();
    int mistakes = problems.size();
    for (int i = 0; i < array.size(); i++) {
      try {
        list.add(parser.apply(array.get(i)));
      } catch (IllegalArgumentException e) {
        add(array.inputPositionOf(i), "'" + key + "': " + e.getMessage());
      }
    }
    return problems.size() > mistakes ? defaultValue : list;
  }

  void problem(Key key, String message) {
    add(toml.inputPositionOf(key.path()), "'" + key + "' " + message);
  }

  void throwIfAny() {
    if (problems.isEmpty()) return;
    problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    throw new ConfigException(problems);
  }

  private @Nullable Object get(Key key) {
    return toml.get(key.path());
  }

  private void add(@Nullable TomlPosition position, @Nullable String message) {
    int line = position == null ? 0 : position.line();
    int column = position == null ? 0 : position.column();
    problems.add(new Problem(file, line, column, String.valueOf(message)));
  }
}
