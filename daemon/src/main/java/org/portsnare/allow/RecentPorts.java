package org.portsnare.allow;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Ports on which a program listens or has listened a short while ago: a service that is restarted,
 * or that listens in one address family only, must not have its clients banned. Not thread-safe.
 */
final class RecentPorts {
  /** How long a port is kept once nothing listens on it: an upgrade takes no longer. */
  static final Duration KEPT = Duration.ofHours(1);

  private final Map<Integer, Long> lastSeen = new TreeMap<>();

  /**
   * Notes which ports are in use now.
   *
   * @param nowNanos by a clock that only goes forward
   * @return those, and those of a short while ago
   */
  Set<Integer> with(Collection<Integer> listening, long nowNanos) {
    for (int port : listening) lastSeen.put(port, nowNanos);
    lastSeen.values().removeIf(seen -> nowNanos - seen > KEPT.toNanos());
    return new TreeSet<>(lastSeen.keySet());
  }
}
