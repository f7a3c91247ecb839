package org.portsnare.control;

import io.avaje.jsonb.Json;

/**
 * Of the senders whose TCP packets met no service within the last 24 hours, how many were caught.
 * Whoever was banned before that, and is so still, is in neither number.
 *
 * @param caught new ones that a trap has banned, or recorded where nobody is banned
 * @param missed those that no trap has seen: 65,536 a family at most
 */
@Json
public record CoverageView(long caught, long missed) {
  /** Per cent, rounded down; 100 where there were none. */
  public long percent() {
    long all = caught + missed;
    return all == 0 ? 100 : 100 * caught / all;
  }
}
