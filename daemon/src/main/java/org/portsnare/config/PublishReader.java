package org.portsnare.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;

/** Reads the table {@code publish} of {@code portsnare.toml}. */
final class PublishReader {

  private static final List<Key> BESIDES_DIR =
      List.of(
          Key.PUBLISH_EVERY,
          Key.PUBLISH_EVIDENCE,
          Key.PUBLISH_MIN_AGE,
          Key.PUBLISH_HIDE_PORTS,
          Key.PUBLISH_CONTACT);

  private static final Lifetime USUALLY_EVERY = new Lifetime(600_000);

  /** A million bans take seconds. */
  private static final long LEAST_EVERY_MILLIS = 10_000;

  private static final int MAX_CONTACT = 200;

  private PublishReader() {}

  /** What is wanted; null for nothing, which is so without {@code publish.dir}. */
  static Config.@Nullable Publish read(TomlKeys keys, Path stateDir) {
    // All of them, so that every mistake is told at once.
    long every = every(keys);
    boolean confirmedOnly = confirmedOnly(keys);
    long minAge = minAge(keys);
    boolean hidePorts = keys.bool(Key.PUBLISH_HIDE_PORTS, false);
    String contact = keys.value(Key.PUBLISH_CONTACT, PublishReader::contact, "");
    if (!keys.has(Key.PUBLISH_DIR)) {
      for (Key key : BESIDES_DIR) {
        if (keys.has(key)) keys.problem(key, "does nothing without publish.dir");
      }
      return null;
    }
    Path dir =
        keys.value(Key.PUBLISH_DIR, ConfigReader::path, stateDir.resolve("published")).normalize();
    if (stateDir.normalize().startsWith(dir)) {
      keys.problem(
          Key.PUBLISH_DIR,
          "holds daemon.state-dir, which must stay private; choose another directory");
    }
    return new Config.Publish(dir, every, confirmedOnly, minAge, hidePorts, contact);
  }

  private static long every(TomlKeys keys) {
    Lifetime every = keys.value(Key.PUBLISH_EVERY, Lifetime::parse, USUALLY_EVERY);
    if (!every.isForever() && every.millis() < LEAST_EVERY_MILLIS) {
      keys.problem(Key.PUBLISH_EVERY, "must be 10s or more, or never");
    }
    return every.millis();
  }

  private static boolean confirmedOnly(TomlKeys keys) {
    return keys.choice(Key.PUBLISH_EVIDENCE, "confirmed").equals("confirmed");
  }

  /** Here 0 means none. */
  private static long minAge(TomlKeys keys) {
    return keys.value(
        Key.PUBLISH_MIN_AGE,
        text -> {
          if (text.equals("never")) throw new IllegalArgumentException("'never' is no age");
          return Lifetime.parse(text).millis();
        },
        0L);
  }

  /** It stands in comments of all formats, each of which ends with its line. */
  private static String contact(String text) {
    boolean oneLine = text.codePoints().noneMatch(PublishReader::breaksLine);
    if (oneLine && text.length() <= MAX_CONTACT) return text;
    throw new IllegalArgumentException(
        "must be one line of at most " + MAX_CONTACT + " characters");
  }

  private static boolean breaksLine(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
