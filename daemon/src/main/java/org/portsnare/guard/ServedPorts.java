package org.portsnare.guard;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.portsnare.allow.Host;
import org.portsnare.allow.Services;
import org.portsnare.config.Config;
import org.portsnare.firewall.TablePort;
import org.portsnare.ledger.Ledger;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;

/**
 * Follows on which ports something listens, so that with {@code traps.closed} nobody is banned for
 * a service that is down. The kernel has them in a set, with a time of their own, and learns more
 * by itself; the ledger has them for the next boot. Runs on the worker's thread.
 */
public final class ServedPorts {
  /**
   * In the ledger: pairs of a port and how many milliseconds before the note something last
   * listened on it. So the time that a machine is off does not count, and its clock does not
   * matter.
   */
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
  public void resume(Ledger ledger) {
    ledger.meta(KEY).ifPresent(text -> host.servedBefore(ages(text)));
  }

  private static Map<Integer, Long> ages(String text) {
    Map<Integer, Long> ages = new TreeMap<>();
    String[] words = text.split(" ", -1);
    for (int i = 0; i + 1 < words.length; i += 2) {
      try {
        ages.put(Integer.parseInt(words[i]), Math.max(0, Long.parseLong(words[i + 1])));
      } catch (NumberFormatException e) {
        return Map.of();
      }
    }
    ages.keySet().removeIf(port -> port < 1 || port > 65_535);
    return ages;
  }

  /** Keeps what is known for the next run, also for one that has other settings. */
  void note(Config config, TablePort firewall, Ledger ledger) {
    learn(config, firewall);
    StringBuilder text = new StringBuilder();
    host.knownServed(config)
        .forEach((port, age) -> text.append(text.isEmpty() ? "" : " ").append(port + " " + age));
    ledger.setMeta(KEY, text.toString());
  }

  /** Takes over what the kernel has learnt; another program may have taken the table away. */
  void learn(Config config, TablePort firewall) {
    if (!config.traps().closed()) return;
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

  /**
   * Tells the kernel of what is in use now; once, after other rules, of all that is known.
   *
   * @param served as {@link Services} has it
   */
  void tell(Config config, TablePort firewall, Map<Integer, Long> served) {
    if (!config.traps().closed()) return;
    Duration often = Duration.ofMillis(config.traps().unserved().recentlyOpenMillis()).dividedBy(4);
    long renewal = (often.compareTo(RENEWAL) < 0 ? often : RENEWAL).toNanos();
    long now = System.nanoTime();
    boolean all = told.isEmpty();
    Map<Integer, Long> due = new TreeMap<>();
    served.forEach(
        (port, age) -> {
          Long last = told.get(port);
          boolean isDue = last == null || now - last >= renewal;
          if (all || (age == 0 && isDue)) due.put(port, age);
        });
    if (due.isEmpty()) return;
    firewall.serve(due);
    for (int port : due.keySet()) told.put(port, now);
  }
}
