package org.portsnare.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Origin;
import org.portsnare.config.Config;

/**
 * What the files of a publication say of it.
 *
 * @param generated when the ledger was read
 * @param signed whether the manifest is signed
 * @param files all lists, with what they are
 */
record Heading(Instant generated, Config.Publish settings, boolean signed, List<Format> files) {
  static final String TITLE = "Portsnare: banned senders";

  /** In words, what is on the lists. */
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
              : "senders that touched a trap; that of a probable ban may be forged");
    }
    if (settings.origins().contains(Origin.MANUAL)) phrases.add("bans made by hand");
    if (settings.origins().contains(Origin.IMPORT)) {
      phrases.add("bans taken over from other lists");
    }
    return String.join("; ", phrases);
  }

  /** How often, in words. */
  String frequency() {
    return settings.everyMillis() == 0
        ? "when asked for"
        : "every " + new Lifetime(settings.everyMillis());
  }

  /** Minutes between two publications, at least 1; 0 for none known. */
  long frequencyMinutes() {
    long millis = settings.everyMillis();
    return millis == 0 ? 0 : Math.max(1, Duration.ofMillis(millis).toMinutes());
  }

  /** Lines that begin with {@code #}. */
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
