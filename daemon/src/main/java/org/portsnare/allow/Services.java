package org.portsnare.allow;

import java.util.List;
import java.util.Map;

/**
 * On which TCP ports this host serves somebody, or has a short while ago.
 *
 * @param sparedTraps named traps that are none now, in either address family: a program listens
 *     there or did so within the last hour, or the service of the same name is there over UDP,
 *     whose clients come over TCP when an answer was cut
 * @param served ports on which something listens, on any address and in either family, or has
 *     listened within {@code traps.recently-open}; with how many milliseconds ago it last did, 0
 *     for now
 */
public record Services(List<Integer> sparedTraps, Map<Integer, Long> served) {
  public Services {
    sparedTraps = List.copyOf(sparedTraps);
    served = Map.copyOf(served);
  }
}
