package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;

/**
 * A ban as lists show it.
 *
 * @param address an address, or a prefix with its length
 * @param expires null for never
 * @param port the trap port; 0 for none
 */
@Json
public record BanView(
    String address,
    Instant since,
    @Nullable Instant expires,
    int port,
    String protocol,
    String trigger,
    String evidence,
    long hits,
    long dropped,
    int nth,
    String reason) {

  /** The same without the reason, which comes from a person or another program. */
  public BanView withoutReason() {
    return new BanView(
        address, since, expires, port, protocol, trigger, evidence, hits, dropped, nth, "");
  }

  public static BanView of(Ban ban, long dropped) {
    return new BanView(
        ban.prefix().toString(),
        ban.since(),
        ban.expires(),
        ban.port(),
        ban.protocol(),
        ban.trigger().label(),
        ban.evidence().label(),
        ban.hits(),
        Math.max(dropped, ban.dropped()),
        ban.nth(),
        ban.reason());
  }
}
