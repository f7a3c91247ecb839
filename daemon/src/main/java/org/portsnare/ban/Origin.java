package org.portsnare.ban;

import java.util.Arrays;
import java.util.List;

/** Where a ban comes from. */
public enum Origin {
  /** This host's traps, and bans that follow from them. */
  TRAP("trap"),
  /** A person. */
  MANUAL("manual"),
  /** Another program's list. */
  IMPORT("import");

  private final String label;

  Origin(String label) {
    this.label = label;
  }

  /** The word for it in the configuration. */
  public String label() {
    return label;
  }

  /**
   * The origin with this label.
   *
   * @throws IllegalArgumentException with a sentence, if there is none
   */
  public static Origin parse(Object label) {
    return Arrays.stream(values())
        .filter(origin -> origin.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + label + "' is none of \"trap\", \"manual\", \"import\""));
  }

  public static Origin of(Trigger trigger) {
    return switch (trigger) {
      case MANUAL -> MANUAL;
      case IMPORT -> IMPORT;
      default -> TRAP;
    };
  }

  /** The triggers of its bans. */
  public List<Trigger> triggers() {
    return Arrays.stream(Trigger.values()).filter(trigger -> of(trigger) == this).toList();
  }
}
