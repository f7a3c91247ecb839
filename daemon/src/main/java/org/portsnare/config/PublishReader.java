package org.portsnare.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Origin;
import org.portsnare.text.Visible;

/** Reads the table {@code publish} of {@code portsnare.toml}. */
final class PublishReader {

  private static final List<Key> BESIDES_DIR =
      List.of(
          Key.PUBLISH_EVERY,
          Key.PUBLISH_EVIDENCE,
          Key.PUBLISH_ORIGINS,
          Key.PUBLISH_MIN_AGE,
          Key.PUBLISH_HIDE_PORTS,
          Key.PUBLISH_CONTACT);

  private static final Lifetime USUALLY_EVERY = new Lifetime(600_000);

  /** Minimum interval: publishing a million bans takes seconds. */
  private static final long LEAST_EVERY_MILLIS = 10_000;

  private static final int MAX_CONTACT = 200;

  private PublishReader() {}

  /** Reads the table; null without {@code publish.dir}. */
  static Config.@Nullable Publish read(TomlKeys keys, Path stateDir) {
    // Reads all keys, so that every mistake is reported at once.
    long every = every(keys);
    boolean confirmedOnly = confirmedOnly(keys);
    List<Origin> origins = keys.list(Key.PUBLISH_ORIGINS, Origin::parse, List.of(Origin.TRAP));
    if (origins.isEmpty())
      keys.problem(Key.PUBLISH_ORIGINS, "is empty, so nothing would be published");
    long minAge = minAge(keys);
    boolean hidePorts = keys.bool(Key.PUBLISH_HIDE_PORTS, false);
    String contact = keys.value(Key.PUBLISH_CONTACT, PublishReader::contact, "");
    if (!keys.has(Key.PUBLISH_DIR)) {
      for (Key key : BESIDES_DIR) {
        if (keys.has(key)) keys.problem(key, "has no effect without publish.dir");
      }
      return null;
    }
    Path dir =
        keys.value(Key.PUBLISH_DIR, ConfigReader::path, stateDir.resolve("published")).normalize();
    if (stateDir.normalize().startsWith(dir)) {
      keys.problem(
          Key.PUBLISH_DIR,
          "contains daemon.state-dir, which must stay private; choose another directory");
    }
    return new Config.Publish(
        dir, every, confirmedOnly, Set.copyOf(origins), minAge, hidePorts, contact);
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

  /** A duration in which 0 means no minimum age. */
  private static long minAge(TomlKeys keys) {
    return keys.value(
        Key.PUBLISH_MIN_AGE,
        text -> {
          if (text.equals("never")) throw new IllegalArgumentException("'never' is not an age");
          return Lifetime.parse(text).millis();
        },
        0L);
  }

  /** Allows one line only, because every format has it in a comment of one line. */
  private static String contact(String text) {
    boolean oneLine = text.codePoints().allMatch(Visible::isVisible);
    if (oneLine && text.length() <= MAX_CONTACT) return text;
    throw new IllegalArgumentException(
        "must be one line of at most " + MAX_CONTACT + " characters");
  }
}
