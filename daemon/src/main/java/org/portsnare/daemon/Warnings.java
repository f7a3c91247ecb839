package org.portsnare.daemon;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.firewall.Ruleset;

/** What {@code check} and {@code status} both warn of. */
public final class Warnings {
  private Warnings() {}

  /**
   * Warnings, one sentence each; none if all is well.
   *
   * @param listening trap ports on which a local program listens
   */
  public static List<String> of(Ruleset ruleset, List<Integer> listening) {
    List<String> warnings = new ArrayList<>();
    for (String name : ruleset.situation().missing()) {
      warnings.add("interface " + name + " does not exist; it is guarded once it does");
    }
    if (ruleset.situation().interfaces().isEmpty()) {
      warnings.add(
          "no interface is guarded: there is no default route; name one in traps.interfaces");
    }
    if (ruleset.config().traps().tcp().isEmpty()) warnings.add("traps.tcp names no port");
    for (int port : listening) {
      warnings.add("port " + port + " is no trap now: a local program listens on it");
    }
    return warnings;
  }
}
