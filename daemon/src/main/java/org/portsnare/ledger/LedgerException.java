package org.portsnare.ledger;

/** The ledger could not be read or written. */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean corrupt;

  LedgerException(String message, Throwable cause, boolean corrupt) {
    super(message, cause);
    this.corrupt = corrupt;
  }

  /** Whether the file itself is damaged, so that trying again is no use. */
  public boolean isCorrupt() {
    return corrupt;
  }
}
