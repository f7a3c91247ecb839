package org.portsnare.allow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/**
 * A prefix that is never banned.
 *
 * @param reason the reason as text for people: {@code own address on eth0}
 * @param until when the exemption ends; null for never
 */
public record Exemption(Prefix prefix, String reason, @Nullable Instant until) {
  public Exemption(Prefix prefix, String reason) {
    this(prefix, reason, null);
  }
}
