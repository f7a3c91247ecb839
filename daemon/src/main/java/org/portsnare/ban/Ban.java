package org.portsnare.ban;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ban, active or past.
 *
 * @param expires when it ends; null for never
 * @param fixed its end was given by a person and does not follow the configuration
 * @param port the trap port that was touched; 0 for none
 * @param protocol of the packet, {@code tcp}; empty if there was no packet
 * @param hits packets to traps that were seen from it
 * @param dropped packets the kernel has dropped because of it, as of the last look
 * @param nth which ban of this prefix it is, counted from 1
 * @param reason what a person gave as the reason; empty for none
 * @param interfaceName the interface the packet came in by; empty if there was no packet
 */
public record Ban(
    Prefix prefix,
    Instant since,
    @Nullable Instant expires,
    boolean fixed,
    Trigger trigger,
    Evidence evidence,
    String protocol,
    int port,
    long hits,
    long dropped,
    int nth,
    String reason,
    String interfaceName) {
  /** What the kernel has to know of it. */
  public Term term() {
    long end = expires == null ? BanSink.NEVER : expires.toEpochMilli();
    return new Term(prefix, since.toEpochMilli(), end, dropped);
  }

  /** The same ban with another end. */
  public Ban ending(@Nullable Instant newExpires, boolean newFixed) {
    return new Ban(
        prefix,
        since,
        newExpires,
        newFixed,
        trigger,
        evidence,
        protocol,
        port,
        hits,
        dropped,
        nth,
        reason,
        interfaceName);
  }

  /**
   * The same ban of somebody who did not scan.
   *
   * @param visitor what its words say it is
   */
  public Ban ofBrowser(Instant newExpires, String visitor) {
    return new Ban(
        prefix,
        since,
        newExpires,
        true,
        Trigger.BROWSER,
        evidence,
        protocol,
        port,
        hits,
        dropped,
        nth,
        visitor,
        interfaceName);
  }

  /** The same ban on evidence that is beyond doubt. */
  public Ban confirmed(@Nullable Instant newExpires) {
    return new Ban(
        prefix,
        since,
        newExpires,
        fixed,
        trigger,
        Evidence.CONFIRMED,
        protocol,
        port,
        hits,
        dropped,
        nth,
        reason,
        interfaceName);
  }
}
