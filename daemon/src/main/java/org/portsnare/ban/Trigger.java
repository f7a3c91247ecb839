package org.portsnare.ban;

/** What led to a ban. */
public enum Trigger {
  /** A SYN to a trap port. */
  SYN("syn"),
  /** A person, with {@code portsnare ban}. */
  MANUAL("manual"),
  /** The kernel's set had it and the ledger did not: nobody listened when it was banned. */
  FOUND("found");

  private final String label;

  Trigger(String label) {
    this.label = label;
  }

  /** As lists, JSON and the kernel rule's log prefix say it. */
  public String label() {
    return label;
  }
}
