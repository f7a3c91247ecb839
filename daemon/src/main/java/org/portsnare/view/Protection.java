package org.portsnare.view;

import java.util.List;
import java.util.Locale;

/**
 * Whether the host is protected, or why not, in a sentence.
 *
 * @param text begins with "protected" or "NOT protected"
 */
public record Protection(State state, String text) {
  /** How well the host is protected. */
  public enum State {
    /** New scanners are banned, and all is well. */
    FULL,
    /** New scanners are banned, but there is a warning or an error. */
    IMPAIRED,
    /** New scanners are not banned. */
    NONE
  }

  /** The protection that follows from the daemon's state. */
  public static Protection of(StatusView status) {
    if (status.rules().observe())
      return none("observe is on: senders are recorded, and nobody is banned");
    if (status.rules().interfaces().isEmpty()) return none("no interface is guarded");
    if (status.rules().kinds().isEmpty()) return none("the configuration names no trap");
    String what =
        "protected: " + bans(status) + " on " + String.join(", ", status.rules().interfaces());
    List<String> warnings = status.warnings();
    if (!status.ledger().error().isEmpty()) {
      return new Protection(State.IMPAIRED, what + ", but the ledger cannot be written");
    }
    if (warnings.isEmpty()) return new Protection(State.FULL, what);
    String count = warnings.size() == 1 ? "one warning" : warnings.size() + " warnings";
    return new Protection(State.IMPAIRED, what + "; " + count + " below");
  }

  private static String bans(StatusView status) {
    long bans = status.bans().active();
    if (bans == 0) return "no bans yet";
    return bans == 1 ? "1 ban in force" : String.format(Locale.ROOT, "%,d bans in force", bans);
  }

  private static Protection none(String why) {
    return new Protection(State.NONE, "NOT protected: " + why);
  }
}
