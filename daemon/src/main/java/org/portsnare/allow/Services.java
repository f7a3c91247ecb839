package org.portsnare.allow;

import java.util.List;
import java.util.Map;

/**
 * TCP ports with a service of this host, now or a short while ago.
 *
 * @param sparedTraps named traps that are off now, in both address families. A program listens
 *     there, or did within the last hour; or the same service is there over UDP, whose clients use
 *     TCP after a truncated answer
 * @param served ports on which something listens, on any address and in either family, or listened
 *     within {@code traps.recently-open}; the value is how many milliseconds ago, 0 for now
 */
public record Services(List<Integer> sparedTraps, Map<Integer, Long> served) {
  public Services {
    sparedTraps = List.copyOf(sparedTraps);
    served = Map.copyOf(served);
  }
}
