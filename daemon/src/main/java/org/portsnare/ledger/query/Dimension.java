package org.portsnare.ledger.query;

/** What bans are counted by in the ledger's history. */
public enum Dimension {
  /** The trigger, by its label: each ban is counted here once. */
  TRIGGER("trigger"),
  /**
   * {@code probable} or {@code confirmed} when it was made; {@code proved}: a probable ban that was
   * confirmed later.
   */
  EVIDENCE("evidence"),
  /** The port that was touched. */
  PORT("port"),
  /** The program that sent the first packet, if it has a name. */
  TOOL("tool"),
  /** Packets and bytes of banned senders that were dropped. */
  DROPPED("dropped");

  private final String label;

  Dimension(String label) {
    this.label = label;
  }

  /** As the ledger has it. */
  public String label() {
    return label;
  }
}
