package org.portsnare.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.testing.Lab;

/**
 * Counts packets of a sender to any socket of the host, after Portsnare's hooks, with its own
 * table. The handshake with a trap ends in synproxy and is not counted.
 */
final class Passed {
  private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

  private final Lab lab;
  private final String table;

  private Passed(Lab lab, String table) {
    this.lab = lab;
    this.table = table;
  }

  /** Starts to count packets of this sender. */
  static Passed from(Lab lab, String sender) {
    return count(lab, "passed", "input priority 10", "saddr", sender);
  }

  /** Starts to count packets of this host to {@code receiver}, just before they leave. */
  static Passed to(Lab lab, String receiver) {
    return count(lab, "sent", "postrouting priority 300", "daddr", receiver);
  }

  private static Passed count(Lab lab, String name, String hook, String field, String address) {
    String table = name + "_" + address.replaceAll("[.:]", "_");
    String family = address.indexOf(':') < 0 ? "ip" : "ip6";
    String rules =
        """
        table inet %s {
          chain c {
            type filter hook %s
            %s %s %s counter
          }
        }
        """
            .formatted(table, hook, family, field, address);
    Lab.Result result = lab.onHostWithInput(rules, "nft", "-f", "-");
    if (result.exit() != 0) throw new AssertionError(result.err());
    return new Passed(lab, table);
  }

  /**
   * Starts to count packets of {@code sender} that arrive after its first SYN to {@code port}, in
   * the kernel's order: the SYN is recorded before Portsnare sees it.
   */
  static Passed behindSyn(Lab lab, String sender, int port) {
    String table = "behind_" + sender.replace('.', '_');
    String rules =
        """
        table inet %1$s {
          set touched { type ipv4_addr; flags dynamic; size 8; }
          chain note {
            type filter hook prerouting priority -310
            ip saddr %2$s tcp dport %3$d tcp flags & (syn | ack) == syn add @touched { ip saddr }
          }
          chain c {
            type filter hook input priority 10
            ip saddr @touched counter
          }
        }
        """
            .formatted(table, sender, port);
    Lab.Result result = lab.onHostWithInput(rules, "nft", "-f", "-");
    if (result.exit() != 0) throw new AssertionError(result.err());
    return new Passed(lab, table);
  }

  /** The name of the counting table. */
  String table() {
    return table;
  }

  /** Number of packets that passed since then. */
  long packets() {
    String text = lab.onHost("nft", "list", "table", "inet", table).out();
    Matcher matcher = PACKETS.matcher(text);
    if (!matcher.find()) throw new AssertionError(text);
    return Long.parseLong(matcher.group(1));
  }
}
