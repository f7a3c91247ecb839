package org.portsnare.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.testing.Lab;

/**
 * Counts, behind Portsnare's hooks and with a table of nft's own, what comes through from a sender
 * to any socket of the host. The handshake with a trap ends in synproxy and is not seen here.
 */
final class Passed {
  private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

  private final Lab lab;
  private final String table;

  private Passed(Lab lab, String table) {
    this.lab = lab;
    this.table = table;
  }

  /** Starts to count packets whose sender is {@code sender}. */
  static Passed from(Lab lab, String sender) {
    String table = "passed_" + sender.replaceAll("[.:]", "_");
    String family = sender.indexOf(':') < 0 ? "ip" : "ip6";
    String rules =
        """
        table inet %s {
          chain c {
            type filter hook input priority 10
            %s saddr %s counter
          }
        }
        """
            .formatted(table, family, sender);
    Lab.Result result = lab.onHostWithInput(rules, "nft", "-f", "-");
    if (result.exit() != 0) throw new AssertionError(result.err());
    return new Passed(lab, table);
  }

  /** Starts to count what this host sends to {@code receiver}, right before it leaves. */
  static Passed to(Lab lab, String receiver) {
    String table = "sent_" + receiver.replaceAll("[.:]", "_");
    String family = receiver.indexOf(':') < 0 ? "ip" : "ip6";
    String rules =
        """
        table inet %s {
          chain c {
            type filter hook postrouting priority 300
            %s daddr %s counter
          }
        }
        """
            .formatted(table, family, receiver);
    Lab.Result result = lab.onHostWithInput(rules, "nft", "-f", "-");
    if (result.exit() != 0) throw new AssertionError(result.err());
    return new Passed(lab, table);
  }

  /**
   * Starts to count packets of {@code sender} that arrive behind its first SYN to {@code port}, by
   * the kernel's own order: the SYN is noted before Portsnare sees it.
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

  /** The name of the table that counts. */
  String table() {
    return table;
  }

  /** Packets that came through since. */
  long packets() {
    String text = lab.onHost("nft", "list", "table", "inet", table).out();
    Matcher matcher = PACKETS.matcher(text);
    if (!matcher.find()) throw new AssertionError(text);
    return Long.parseLong(matcher.group(1));
  }
}
