package org.portsnare.imports;

import org.jspecify.annotations.Nullable;

/** A file could not be imported as a whole. The message is one sentence that says which and why. */
public final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  ImportException(String message) {
    this(message, null);
  }
}
