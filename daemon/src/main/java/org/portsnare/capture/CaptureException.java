package org.portsnare.capture;

import org.jspecify.annotations.Nullable;

/**
 * A capture file could not be read, or only in part. The message is one sentence with the file, the
 * byte, and the problem.
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
