package org.portsnare.guard;

import java.util.Optional;
import org.portsnare.ban.BanPolicy;
import org.portsnare.config.Config;
import org.portsnare.ledger.Ledger;

/**
 * What the keys in the ban sets mean: how many bits of an address they are. The ledger notes it, so
 * that the table of an earlier daemon can be read.
 */
public record Layout(int ipv4, int ipv6) {
  private static final String META = "firewall.layout";

  static Layout of(Config config) {
    BanPolicy policy = config.ban().policy();
    return new Layout(policy.ipv4Prefix(), policy.ipv6Prefix());
  }

  /** The one of the last table; that of {@code config} where there was none. */
  static Layout noted(Ledger ledger, Config config) {
    return ledger.meta(META).flatMap(Layout::parse).orElseGet(() -> of(config));
  }

  private static Optional<Layout> parse(String text) {
    String[] bits = text.split(",", -1);
    try {
      if (bits.length != 2) return Optional.empty();
      return Optional.of(new Layout(Integer.parseInt(bits[0]), Integer.parseInt(bits[1])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Notes it, for the next commit. */
  void note(Ledger ledger) {
    ledger.setMeta(META, ipv4 + "," + ipv6);
  }

  /** The configuration with this layout, and otherwise as it is. */
  Config in(Config config) {
    BanPolicy policy = config.ban().policy();
    return config.withPolicy(
        new BanPolicy(
            policy.expire(),
            policy.expireProbable(),
            policy.expireClosed(),
            policy.repeat(),
            ipv4,
            ipv6,
            policy.ipv4Ladder(),
            policy.ipv6Ladder()));
  }
}
