package org.portsnare.fact;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;

/**
 * What the bans of the last 24 hours say about those who scan.
 *
 * @param hours new bans in each of 24 hours, the latest last
 * @param ports the ports that most senders touched
 * @param tools the tools that were named most; the rest have no name
 * @param phrases what senders said most, after a handshake
 * @param confirmed how many of the bans are confirmed
 * @param bans how many bans these figures are about
 */
public record Insights(
    List<Integer> hours,
    List<Count> ports,
    List<Count> tools,
    List<Count> phrases,
    long confirmed,
    long bans) {
  /** Maximum length of each list. */
  private static final int TOP = 8;

  private static final int HOURS = 24;

  /**
   * One row of a list.
   *
   * @param note more about it; empty for nothing
   */
  public record Count(String name, String note, long number) {}

  /** Of a host that nobody has scanned. */
  public static final Insights NONE =
      new Insights(List.of(), List.of(), List.of(), List.of(), 0, 0);

  /** Counts bans one after the other, in memory that does not grow with their number. */
  public static final class Counter {
    /** More names than that are not counted: a sender can invent phrases. */
    private static final int MAX_NAMES = 4_096;

    private final Instant now;
    private final int[] hours = new int[HOURS];
    private final Map<Integer, Long> ports = new HashMap<>();
    private final Map<String, Long> tools = new HashMap<>();
    private final Map<String, Long> phrases = new HashMap<>();
    private long confirmed;
    private long bans;

    public Counter(Instant now) {
      this.now = now;
    }

    /**
     * Counts a ban.
     *
     * @param tool what has sent its packet; null for nothing that is known
     */
    public void ban(Ban ban, @Nullable ToolName tool) {
      long ago = Duration.between(ban.since(), now).toHours();
      if (ago < 0 || ago >= HOURS) return;
      bans++;
      hours[HOURS - 1 - (int) ago]++;
      if (ban.evidence() == Evidence.CONFIRMED) confirmed++;
      if (ban.port() > 0) ports.merge(ban.port(), 1L, Long::sum);
      if (tool != null) tools.merge(tool.tool().label(), 1L, Long::sum);
    }

    /** Counts what a sender said. */
    public void phrase(String phrase) {
      if (phrase.isEmpty()) return;
      if (phrases.size() < MAX_NAMES || phrases.containsKey(phrase)) {
        phrases.merge(phrase, 1L, Long::sum);
      }
    }

    /** What was counted. */
    public Insights result() {
      List<Integer> perHour = new ArrayList<>();
      for (int hour : hours) perHour.add(hour);
      return new Insights(
          List.copyOf(perHour),
          top(ports).stream()
              .map(port -> new Count(port.getKey().toString(), name(port), port.getValue()))
              .toList(),
          texts(tools),
          texts(phrases),
          confirmed,
          bans);
    }

    private static String name(Map.Entry<Integer, Long> port) {
      return PortNames.of(port.getKey());
    }

    private static List<Count> texts(Map<String, Long> counts) {
      return top(counts).stream()
          .map(entry -> new Count(entry.getKey(), "", entry.getValue()))
          .toList();
    }

    /** The largest first; equal ones in the order of their names. */
    private static <K extends Comparable<K>> List<Map.Entry<K, Long>> top(Map<K, Long> counts) {
      Comparator<Map.Entry<K, Long>> largest =
          Map.Entry.<K, Long>comparingByValue()
              .reversed()
              .thenComparing(Map.Entry.comparingByKey());
      return counts.entrySet().stream().sorted(largest).limit(TOP).toList();
    }
  }
}
