package org.portsnare.capture;

import org.jspecify.annotations.Nullable;

/**
 * A capture file could not be read, or not further. The message is one sentence that says which
 * file, at which byte, and what is wrong there.
 */
public final class CaptureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CaptureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  CaptureException(String message) {
    this(message, null);
  }
}
