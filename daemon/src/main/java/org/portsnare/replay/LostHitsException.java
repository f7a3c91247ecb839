package org.portsnare.replay;

import java.util.Locale;

/** The kernel logged hits faster than they were read, so a report would lack some. */
public final class LostHitsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostHitsException(double speed) {
    super(
        String.format(
            Locale.ROOT,
            "the kernel logged hits faster than they could be read; replay with less than"
                + " --speed %.1f",
            speed));
  }
}
