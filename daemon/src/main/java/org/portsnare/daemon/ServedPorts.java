package org.portsnare.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.portsnare.allow.Host;
import org.portsnare.config.Config;
import org.portsnare.firewall.Firewall;
import org.portsnare.ledger.Ledger;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;

/**
 * Follows on which ports something listens, so that with {@code traps.closed} nobody is banned for
 * a service that is down. The kernel has them in a set, with a time of their own, and learns more
 * by itself; the ledger has them for the next boot. Runs on the worker's thread.
 */
final class ServedPorts {
  /** In the ledger: pairs of a port and when something last listened on it. */
  static final String KEY = "served_ports";

  /** A port that is in use gets its whole time again so often. */
  private static final Duration RENEWAL = Duration.ofMinutes(10);

  private final Host host;

  /** When the kernel was last told of a port, by {@link System#nanoTime}. */
  private final Map<Integer, Long> told = new HashMap<>();

  ServedPorts(Host host) {
    this.host = host;
  }

  /** Takes over what an earlier run knew; something else in the ledger changes nothing. */
  void resume(Ledger ledger, long now) {
    ledger.meta(KEY).ifPresent(text -> host.servedBefore(ages(text, now)));
  }

  private static Map<Integer, Long> ages(String text, long now) {
    Map<Integer, Long> ages = new TreeMap<>();
    String[] words = text.split(" ", -1);
    for (int i = 0; i + 1 < words.length; i += 2) {
      try {
        long age = now - Long.parseLong(words[i + 1]);
        int port = Integer.parseInt(words[i]);
        if (port >= 1 && port <= 65_535) ages.put(port, Math.max(0, age));
      } catch (NumberFormatException e) {
        return Map.of();
      }
    }
    return ages;
  }

  /** Keeps what is known for the next run. */
  void note(Config config, Firewall firewall, Ledger ledger, long now) {
    if (!config.traps().closed()) return;
    learn(firewall);
    StringBuilder text = new StringBuilder();
    host.knownServed(config)
        .forEach(
            (port, age) -> {
              if (!text.isEmpty()) text.append(' ');
              text.append(port).append(' ').append(now - age);
            });
    ledger.setMeta(KEY, text.toString());
  }

  /** Another program may have taken the table away: the ports are known here, too. */
  private void learn(Firewall firewall) {
    try {
      host.servedBefore(firewall.served());
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENOENT) throw e;
    }
  }

  /** Everything is to be told again: the kernel's set may be another one. */
  void restart() {
    told.clear();
  }

  /** Learns from the kernel, and tells it of what is in use now. */
  void look(Config config, Firewall firewall) {
    if (!config.traps().closed()) return;
    learn(firewall);
    Duration recently = Duration.ofMillis(config.traps().recentlyOpenMillis());
    Duration often = recently.dividedBy(4);
    long renewal = (often.compareTo(RENEWAL) < 0 ? often : RENEWAL).toNanos();
    long now = System.nanoTime();
    List<Integer> due = new ArrayList<>();
    host.served(config)
        .forEach(
            (port, age) -> {
              Long last = told.get(port);
              if (age == 0 && (last == null || now - last >= renewal)) due.add(port);
            });
    if (due.isEmpty()) return;
    firewall.serve(due);
    for (int port : due) told.put(port, now);
  }
}
