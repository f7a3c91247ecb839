package org.portsnare.ban;

import java.util.List;

/** How certain it is that the sender of a ban is real. */
public enum Evidence {
  /** One packet, whose sender address may be forged. */
  PROBABLE("probable"),
  /** The sender completed a TCP handshake, or a person said so. */
  CONFIRMED("confirmed");

  private static final List<Evidence> VALUES = List.of(values());

  private final String label;

  Evidence(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /**
   * The evidence with this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Evidence of(String label) {
    for (Evidence known : VALUES) {
      if (known.label.equals(label)) return known;
    }
    throw new IllegalArgumentException(label);
  }
}
