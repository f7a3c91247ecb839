package org.portsnare.history;

import java.util.HashMap;
import java.util.Map;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Origin;
import org.portsnare.fact.ToolName;
import org.portsnare.fact.Tools;
import org.portsnare.ledger.query.Dimension;
import org.portsnare.ledger.query.Listed;
import org.portsnare.ledger.query.Slot;

/** Counts bans by the hour in which they were made, and by what they have in common. */
final class HourCounter {
  private static final long HOUR_MILLIS = 3_600_000;

  private final Map<Slot, Long> counts = new HashMap<>();

  /** The hour of a time in milliseconds since 1970. */
  static long hour(long millis) {
    return Math.floorDiv(millis, HOUR_MILLIS);
  }

  /**
   * Counts a ban. A ban by hand or from a list is counted by its trigger alone: its sender did not
   * scan this host, and has not answered.
   */
  void add(Listed listed) {
    Ban ban = listed.ban();
    long hour = hour(ban.since().toEpochMilli());
    add(hour, Dimension.TRIGGER, ban.trigger().label());
    if (Origin.of(ban.trigger()) != Origin.TRAP) return;
    add(hour, Dimension.EVIDENCE, ban.evidence().label());
    if (ban.port() > 0) add(hour, Dimension.PORT, Integer.toString(ban.port()));
    ToolName tool = Tools.name(listed.packet(), ban.since());
    if (tool != null) add(hour, Dimension.TOOL, tool.tool().label());
  }

  private void add(long hour, Dimension dimension, String name) {
    counts.merge(new Slot(hour, dimension, name), 1L, Long::sum);
  }

  Map<Slot, Long> counts() {
    return counts;
  }
}
