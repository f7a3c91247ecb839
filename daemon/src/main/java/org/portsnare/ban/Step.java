package org.portsnare.ban;

/**
 * A step of the ladder: if a network has this number of distinct offenders, the network itself is
 * banned.
 *
 * @param length of the network's prefix, in bits
 * @param offenders active bans inside it, of narrower prefixes
 */
public record Step(int length, int offenders) {
  public Step {
    if (length < 1 || length > 127 || offenders < 2 || offenders > 65_536) {
      throw new IllegalArgumentException("a step to /" + length + " at " + offenders);
    }
  }

  /**
   * Reads {@code /56 at 4}.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static Step parse(String text) {
    if (!text.matches("/[0-9]{1,3} at [0-9]{1,5}")) {
      throw new IllegalArgumentException("'" + text + "' is not a step such as \"/56 at 4\"");
    }
    String[] words = text.substring(1).split(" at ", -1);
    try {
      return new Step(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a step: use 2 to 65536 offenders, and /1 to /127", e);
    }
  }

  @Override
  public String toString() {
    return "/" + length + " at " + offenders;
  }
}
