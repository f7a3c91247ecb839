package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.event.BanEvent;

/**
 * What happened to a ban, as {@code watch} and the status page show it.
 *
 * @param address the sender; without a packet, the banned prefix
 * @param port the port that the packet touched; 0 for none
 * @param trigger the kind of trap that the packet touched; without a packet, the ban's trigger
 * @param banned the banned prefix: the sender or a network around it
 * @param outcome banned, counted, confirmed, observed, prolonged, shortened or ended
 * @param tool the program that has sent the packet, as in {@link BanView}
 * @param why why it ended, or the reason of a ban without a packet; empty for none
 */
@Json
public record EventView(
    Instant time,
    String address,
    int port,
    String protocol,
    String trigger,
    String evidence,
    String banned,
    @Nullable Instant expires,
    int nth,
    String outcome,
    String tool,
    String why) {
  /** The view of an event. */
  public static EventView of(BanEvent event) {
    return switch (event) {
      case BanEvent.Made made -> of(made, made.by(), "banned", made.ban().reason());
      case BanEvent.Prolonged longer -> of(longer, null, "prolonged", longer.ban().reason());
      case BanEvent.Shortened shorter -> of(shorter, null, "shortened", shorter.ban().reason());
      case BanEvent.Ended ended -> of(ended, null, "ended", ended.why());
      case BanEvent.Counted counted -> of(counted, counted.by());
      case BanEvent.Confirmed confirmed -> of(confirmed, confirmed.by());
      case BanEvent.Observed observed -> of(observed, observed.by());
    };
  }

  private static EventView of(BanEvent event, BanEvent.Touch by) {
    return of(event, by, event.kind().name().toLowerCase(Locale.ROOT), "");
  }

  private static EventView of(
      BanEvent event, BanEvent.@Nullable Touch by, String outcome, String why) {
    Ban ban = event.ban();
    String protocol = ban.protocol();
    return new EventView(
        event.time(),
        (by == null ? ban.prefix() : by.sender()).toString(),
        by == null ? ban.port() : by.port(),
        by != null && protocol.isEmpty() ? "tcp" : protocol,
        (by == null ? ban.trigger() : by.trigger()).label(),
        ban.evidence().label(),
        ban.prefix().toString(),
        ban.expires(),
        ban.nth(),
        outcome,
        by == null || by.tool() == null ? "" : by.tool().label(),
        why);
  }

  /** Whether a packet made it happen. */
  public boolean isHit() {
    return switch (outcome) {
      case "counted", "confirmed", "observed" -> true;
      case "banned" -> !protocol.isEmpty();
      default -> false;
    };
  }

  /** The same for readers who must not see what people wrote. */
  public EventView withoutReason() {
    if (outcome.equals("ended")) return this;
    return new EventView(
        time, address, port, protocol, trigger, evidence, banned, expires, nth, outcome, tool, "");
  }
}
