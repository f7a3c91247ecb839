package org.portsnare.ledger;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The ledger could not be read or written. */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean corrupt;
  private final boolean full;

  LedgerException(String message, @Nullable Throwable cause, boolean corrupt, boolean full) {
    super(message, cause);
    this.corrupt = corrupt;
    this.full = full;
  }

  /** The same error for a person: with the file, and with what to do if its disk is full. */
  public LedgerException of(Path file) {
    String message = getMessage() + " (" + file + ")";
    if (full) message += "; make room there and try again";
    return new LedgerException(message, this, corrupt, full);
  }

  /** Whether the file itself is damaged, so that trying again is no use. */
  public boolean isCorrupt() {
    return corrupt;
  }
}
