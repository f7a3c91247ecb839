package org.portsnare.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Origin;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.ledger.Ledger;

/** A ledger in a directory of its own, and its published files. */
final class Published implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-24T17:06:12.345Z");

  private final Path directory;
  private final Ledger ledger;

  Published(Path directory) {
    this.directory = directory;
    ledger = Ledger.open(directory.resolve("ledger.db"));
  }

  Path dir() {
    return directory.resolve("published");
  }

  Path stateDir() {
    return directory;
  }

  Ledger ledger() {
    return ledger;
  }

  static Ban ban(String prefix, Duration age, Evidence evidence, String protocol, int port) {
    Trigger trigger = port == 0 ? Trigger.MANUAL : Trigger.SYN;
    Instant since = NOW.minus(age);
    return new Ban(
        Prefix.parse(prefix),
        since,
        null,
        false,
        trigger,
        evidence,
        new Ban.Touched(protocol, port, "wan"),
        1,
        3,
        1,
        "");
  }

  Published add(Ban... bans) {
    for (Ban ban : bans) ledger.insert(ban, null);
    ledger.commit();
    return this;
  }

  /** Adds a confirmed ban for port 23, an hour old, for each address. */
  Published add(String... prefixes) {
    for (String prefix : prefixes) {
      ledger.insert(ban(prefix, Duration.ofHours(1), Evidence.CONFIRMED, "tcp", 23), null);
    }
    ledger.commit();
    return this;
  }

  Published publish() {
    return publish("");
  }

  Published publish(String contact) {
    return publish(settings(true, Duration.ZERO, false, contact));
  }

  Config.Publish settings(
      boolean confirmedOnly, Duration minAge, boolean hidePorts, String contact) {
    Set<Origin> all = Set.of(Origin.values());
    return new Config.Publish(
        dir(), 600_000, confirmedOnly, all, minAge.toMillis(), hidePorts, contact);
  }

  Published publish(Config.Publish settings) {
    Publisher.publish(settings, directory, ledger.reader(), NOW);
    return this;
  }

  String text(String file) {
    try {
      return Files.readString(dir().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines without comments. */
  List<String> lines(String file) {
    return text(file).lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Override
  public void close() {
    ledger.close();
  }
}
