package org.portsnare.publish.format;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Origin;
import org.portsnare.config.Config;
import org.portsnare.publish.output.Output;

/**
 * The data about a publication that its files contain.
 *
 * @param generated when the ledger was read
 * @param signed whether the manifest is signed
 * @param files all files, with their descriptions
 */
public record Heading(
    Instant generated, Config.Publish settings, boolean signed, List<Format> files) {
  static final String TITLE = "Portsnare: banned senders";

  /** The bans on the lists, in words. */
  String selection() {
    StringBuilder text = new StringBuilder(whose());
    if (settings.minAgeMillis() > 0) {
      text.append(", at least ").append(new Lifetime(settings.minAgeMillis())).append(" old");
    }
    return text.toString();
  }

  /** One phrase for each origin. */
  private String whose() {
    List<String> phrases = new ArrayList<>();
    if (settings.origins().contains(Origin.TRAP)) {
      phrases.add(
          settings.confirmedOnly()
              ? "senders that completed a handshake with a trap"
              : "senders that touched a trap; the sender of a probable ban may be forged");
    }
    if (settings.origins().contains(Origin.MANUAL)) phrases.add("bans made by hand");
    if (settings.origins().contains(Origin.IMPORT)) {
      phrases.add("bans imported from other lists");
    }
    return String.join("; ", phrases);
  }

  /** The interval, in words. */
  String frequency() {
    return settings.everyMillis() == 0
        ? "on request"
        : "every " + new Lifetime(settings.everyMillis());
  }

  /** Interval in minutes, at least 1; 0 if there is none. */
  long frequencyMinutes() {
    long millis = settings.everyMillis();
    return millis == 0 ? 0 : Math.max(1, Duration.ofMillis(millis).toMinutes());
  }

  /** Writes the heading as comments that begin with {@code #}. */
  void comment(Output out) {
    out.write("# " + TITLE + "\n");
    out.write("# Generated : " + Timestamps.of(generated) + "\n");
    out.write("# Updated   : " + frequency() + "\n");
    out.write("# Listed    : " + selection() + "\n");
    if (!settings.contact().isEmpty()) {
      out.write("# Removal   : " + settings.contact() + "\n");
    }
  }
}
