package org.portsnare.view;

import io.avaje.jsonb.Json;

/**
 * How many of the senders were caught whose TCP packets met no service within the last 24 hours. A
 * sender that was banned before that, and still is, is in neither number.
 *
 * @param caught new senders that a trap has banned, or recorded if nobody is banned
 * @param missed senders that no trap has seen, at most 65,536 per family
 */
@Json
public record CoverageView(long caught, long missed) {
  /** Percentage of caught senders, rounded down; 100 if there were no senders. */
  public long percent() {
    long all = caught + missed;
    return all == 0 ? 100 : 100 * caught / all;
  }
}
