package org.portsnare.imports.source;

import org.jspecify.annotations.Nullable;

/**
 * A file could not be imported at all. The message is one sentence with the file and the reason.
 */
public final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ImportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public ImportException(String message) {
    this(message, null);
  }
}
