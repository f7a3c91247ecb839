package org.portsnare.allow;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Ports on which a program listens, or listened a while ago. Clients of a service must not be
 * banned while it restarts, while it is down for a day, or because it listens in one address family
 * only. Times are from a clock that only goes forward. Not thread-safe.
 */
final class RecentPorts {
  /**
   * Time for which a named trap stays off after a program stops listening on it: an upgrade takes
   * less.
   */
  static final Duration KEPT = Duration.ofHours(1);

  private final Map<Integer, Long> lastSeen = new TreeMap<>();

  /** Notes that these ports are in use now. */
  void see(Collection<Integer> listening, long nowNanos) {
    for (int port : listening) lastSeen.put(port, nowNanos);
  }

  /** Notes that a port was in use {@code age} ago, unless a later use is known. */
  void sawBefore(int port, Duration age, long nowNanos) {
    long seen = nowNanos - age.toNanos();
    lastSeen.merge(port, seen, (a, b) -> a - b > 0 ? a : b);
  }

  /** Ports that were in use within this time. */
  Set<Integer> within(Duration time, long nowNanos) {
    return new TreeSet<>(agesWithin(time, nowNanos).keySet());
  }

  /** Ports that were in use within this time, and how many milliseconds ago. */
  Map<Integer, Long> agesWithin(Duration time, long nowNanos) {
    Map<Integer, Long> ages = new TreeMap<>();
    lastSeen.forEach(
        (port, seen) -> {
          long age = nowNanos - seen;
          if (age <= time.toNanos()) ages.put(port, age / 1_000_000);
        });
    return ages;
  }

  /** Forgets ports that were not in use within this time. */
  void forgetBefore(Duration time, long nowNanos) {
    lastSeen.values().removeIf(seen -> nowNanos - seen > time.toNanos());
  }
}
