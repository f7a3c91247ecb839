package org.portsnare.allow;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/**
 * A prefix that is never banned.
 *
 * @param reason the reason as text for people: {@code own address on eth0}
 * @param until when the exemption ends; null for never
 */
public record Exemption(Prefix prefix, Kind kind, String reason, @Nullable Instant until) {
  /** Where an exemption comes from. */
  public enum Kind {
    /** From the configuration, or by {@code portsnare allow}. */
    ADMINISTRATOR,
    OWN_ADDRESS,
    LOCAL_NETWORK,
    GATEWAY,
    RESOLVER,
    SSH_PEER,
    /** Addresses that no sender has, such as multicast. */
    SPECIAL;

    /** As JSON has it, such as {@code own-address}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with this label. */
    public static Kind of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  public Exemption(Prefix prefix, Kind kind, String reason) {
    this(prefix, kind, reason, null);
  }
}
