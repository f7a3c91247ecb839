package org.portsnare.ban;

import java.util.List;

/** What led to a ban. */
public enum Trigger {
  /** A SYN to a trap port. */
  SYN("syn"),
  /** A completed TCP handshake with a trap port. */
  HANDSHAKE("handshake"),
  /** A packet that no TCP sends, such as one without flags or with SYN and FIN. */
  STEALTH("stealth"),
  /** A SYN to a port on which nothing listens, or SYNs to too many such ports. */
  CLOSED("closed"),
  /** SYNs to several addresses of this host, where nothing took them. */
  SWEEP("sweep"),
  /** A datagram to a UDP trap port. */
  UDP("udp"),
  /** Too many offenders in one network: a ban of the whole network. */
  LADDER("ladder"),
  /** A person, with {@code portsnare ban}. */
  MANUAL("manual"),
  /** Another program's list, with {@code portsnare import}. */
  IMPORT("import"),
  /**
   * A ban that was in the kernel's set but not in the ledger: the daemon did not run, or lost the
   * hit.
   */
  FOUND("found"),
  /** A completed handshake of a browser, or of a program that previews links. */
  BROWSER("browser");

  private static final List<Trigger> VALUES = List.of(values());

  private final String label;

  Trigger(String label) {
    this.label = label;
  }

  /** The word for it in lists, in JSON and in the log prefix of the kernel's rule. */
  public String label() {
    return label;
  }

  /**
   * The trigger with this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Trigger of(String label) {
    for (Trigger known : VALUES) {
      if (known.label.equals(label)) return known;
    }
    throw new IllegalArgumentException(label);
  }
}
