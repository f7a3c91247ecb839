package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.fact.ToolName;

/**
 * A ban as lists show it.
 *
 * @param address an address, or a prefix with its length
 * @param expires null for never
 * @param port the trap port; 0 for none
 * @param tool the program that has sent the first packet, with a question mark where it is only
 *     likely; empty for none that is known
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
    String tool,
    String reason) {

  /** The same without the reason, which comes from a person or another program. */
  public BanView withoutReason() {
    return new BanView(
        address, since, expires, port, protocol, trigger, evidence, hits, dropped, nth, tool, "");
  }

  /**
   * The view of a ban.
   *
   * @param tool what has sent its first packet; null for nothing that is known
   */
  public static BanView of(Ban ban, long dropped, @Nullable ToolName tool) {
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
        tool == null ? "" : tool.label(),
        ban.reason());
  }
}
