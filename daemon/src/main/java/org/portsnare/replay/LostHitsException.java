package org.portsnare.replay;

import java.util.Locale;

/** The kernel logged hits faster than they were read, so some would be missing in a report. */
public final class LostHitsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostHitsException(double speed) {
    super(
        String.format(
            Locale.ROOT,
            "the kernel logged hits faster than they could be read; use a --speed below %.1f",
            speed));
  }
}
