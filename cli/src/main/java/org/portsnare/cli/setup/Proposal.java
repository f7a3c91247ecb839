package org.portsnare.cli.setup;

import static java.util.stream.Collectors.joining;

import java.time.LocalDate;
import java.util.List;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.PortRange;

/**
 * A configuration file for one machine.
 *
 * @param allowed addresses and networks that are never banned
 * @param observe whether senders are only recorded
 */
public record Proposal(Machine machine, List<Prefix> allowed, boolean observe) {
  /** Maximum length of a line of ports. */
  private static final int WIDTH = 90;

  public Proposal {
    allowed = List.copyOf(allowed);
  }

  /** The file, as TOML with comments. */
  public String toToml(LocalDate today) {
    StringBuilder file = new StringBuilder();
    line(file, "# Written by portsnare init on " + today + ". All keys: portsnare.toml(5).");
    line(
        file,
        "# After a change: portsnare check, portsnare apply --confirm 60s, portsnare confirm");
    line(file, "");
    if (observe) {
      line(file, "# Senders are recorded, and nobody is banned: see portsnare list --observed.");
      line(file, "# To arm the traps, write false here.");
    } else {
      line(file, "# The traps are armed. With true, senders are recorded, and nobody is banned.");
    }
    line(file, "observe = " + observe);
    line(file, "");
    allow(file);
    line(file, "");
    traps(file);
    return file.toString();
  }

  private void allow(StringBuilder file) {
    line(file, "[allow]");
    if (allowed.isEmpty()) {
      line(file, "# Never banned. Put the addresses here from which you log in:");
      line(file, "# addresses = [\"192.0.2.7\"]");
      return;
    }
    line(file, "# Never banned.");
    String addresses =
        allowed.stream().map(prefix -> '"' + prefix.toString() + '"').collect(joining(", "));
    line(file, "addresses = [" + addresses + "]");
  }

  private void traps(StringBuilder file) {
    line(file, "[traps]");
    String guarded =
        machine.interfaces().isEmpty()
            ? "none at this time"
            : String.join(", ", machine.interfaces());
    line(file, "# The interfaces by which the Internet is reached: " + guarded);
    line(file, "interfaces = [\"auto\"]");
    if (machine.listeners().isEmpty()) {
      line(file, "# Without a list tcp = [...] here, the default ports are the traps.");
      return;
    }
    String listeners = machine.listeners().stream().map(String::valueOf).collect(joining(", "));
    line(file, "# The default ports, except those on which a program listens here: " + listeners);
    line(file, "tcp = [");
    List<PortRange> ports = PortRange.without(Config.defaults().traps().tcp(), machine.listeners());
    StringBuilder row = new StringBuilder(" ");
    for (PortRange port : ports) {
      String text = port.size() == 1 ? port.toString() : '"' + port.toString() + '"';
      if (row.length() + text.length() + 2 > WIDTH) {
        line(file, row.toString());
        row = new StringBuilder(" ");
      }
      row.append(' ').append(text).append(',');
    }
    line(file, row.toString());
    line(file, "]");
  }

  private static void line(StringBuilder file, String text) {
    file.append(text).append('\n');
  }
}
