package org.portsnare.trial;

import java.time.Instant;

/**
 * A configuration that is on trial, or was taken back.
 *
 * @param until when it is taken back unless it is confirmed
 * @param tried SHA-256 of the text that is on trial, in hexadecimal
 * @param takenBack whether that has happened; then the text is not to be used again by itself
 * @param previous the text of the configuration before it
 */
public record Trial(Instant until, String tried, boolean takenBack, String previous) {
  /** The same, taken back. */
  public Trial back() {
    return new Trial(until, tried, true, previous);
  }
}
