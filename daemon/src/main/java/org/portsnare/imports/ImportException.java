package org.portsnare.imports;

import org.jspecify.annotations.Nullable;

/**
 * A file could not be imported at all. The message is one sentence with the file and the reason.
 */
public final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  ImportException(String message) {
    this(message, null);
  }
}
