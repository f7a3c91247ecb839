package org.portsnare.trial;

import java.time.Instant;

/**
 * A configuration that is on trial, or was reverted.
 *
 * @param until when it is reverted unless it is confirmed
 * @param tried SHA-256 of the text that is on trial, in hexadecimal
 * @param takenBack whether it was reverted; then its text must not be used again automatically
 * @param previous the text of the configuration before it
 */
public record Trial(Instant until, String tried, boolean takenBack, String previous) {
  /** The same trial, reverted. */
  public Trial back() {
    return new Trial(until, tried, true, previous);
  }
}
