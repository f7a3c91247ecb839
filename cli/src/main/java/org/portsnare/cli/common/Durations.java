package org.portsnare.cli.common;

import org.portsnare.ban.Lifetime;

/** Durations on the command line. A wrong one is told before the daemon is asked. */
public final class Durations {
  private Durations() {}

  /**
   * The duration that an option was given.
   *
   * @param option its name, for the message
   */
  public static Lifetime parsed(String option, String text) {
    try {
      return Lifetime.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException(option + ": " + e.getMessage(), ExitStatus.USAGE);
    }
  }

  /** As {@link #parsed}, but returns the text unchanged. */
  public static String checked(String option, String text) {
    parsed(option, text);
    return text;
  }
}
