package org.portsnare.ban;

/** How sure it is that a ban met the right one. */
public enum Evidence {
  /** One packet, whose sender address may be forged. */
  PROBABLE("probable"),
  /** The sender completed a TCP handshake, or a person said so. */
  CONFIRMED("confirmed");

  private final String label;

  Evidence(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
