package org.portsnare.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Trigger;
import org.portsnare.fact.PortNames;
import org.portsnare.ledger.query.Count;
import org.portsnare.ledger.query.Dimension;
import org.portsnare.ledger.query.Slot;
import org.portsnare.view.ReportView;
import org.portsnare.view.ReportView.Top;

/** Makes a report of counts that are handed to it. Pure. */
final class ReportBuilder {
  /** More phrases than that are not told apart: a sender can invent them. */
  private static final int MAX_PHRASES = 4_096;

  /** Triggers of bans whose senders did not scan this host. */
  private static final Set<String> OF_OTHERS =
      Set.of(Trigger.MANUAL.label(), Trigger.IMPORT.label());

  private final Period period;
  private final int top;
  private final Side now = new Side();
  private final Side before = new Side();
  private final Map<String, Long> phrases = new HashMap<>();
  private final Map<Dimension, Map<String, long[]>> steps = new EnumMap<>(Dimension.class);
  private List<Top> repeated = List.of();

  /** Sums of one of the two times. */
  private static final class Side {
    final Map<Dimension, Map<String, Long>> counts = new EnumMap<>(Dimension.class);

    void add(Slot slot, long number) {
      of(slot.dimension()).merge(slot.name(), number, Long::sum);
    }

    Map<String, Long> of(Dimension dimension) {
      return counts.computeIfAbsent(dimension, _ -> new HashMap<>());
    }

    long of(Dimension dimension, String name) {
      return of(dimension).getOrDefault(name, 0L);
    }

    ReportView.Totals totals() {
      long manual = of(Dimension.TRIGGER, Trigger.MANUAL.label());
      long imported = of(Dimension.TRIGGER, Trigger.IMPORT.label());
      long all = of(Dimension.TRIGGER).values().stream().mapToLong(Long::longValue).sum();
      long scanners = all - manual - imported;
      long confirmed =
          of(Dimension.EVIDENCE, Evidence.CONFIRMED.label())
              + of(Dimension.EVIDENCE, HistoryKeeper.PROVED);
      return new ReportView.Totals(
          scanners,
          manual,
          imported,
          Math.min(confirmed, scanners),
          of(Dimension.DROPPED, HistoryKeeper.PACKETS),
          of(Dimension.DROPPED, HistoryKeeper.BYTES));
    }
  }

  /**
   * @param top maximum length of each list
   */
  ReportBuilder(Period period, int top) {
    this.period = period;
    this.top = top;
  }

  /** Adds a count of the history, of the period or of the time of the same length before it. */
  void add(Slot slot, long number) {
    if (slot.hour() >= period.to() || slot.hour() < period.from() - period.hours()) return;
    if (slot.hour() < period.from()) {
      before.add(slot, number);
      return;
    }
    now.add(slot, number);
    int step = Math.toIntExact((slot.hour() - period.from()) / period.step());
    steps.computeIfAbsent(slot.dimension(), _ -> new HashMap<>())
            .computeIfAbsent(slot.name(), _ -> new long[period.steps()])[step] +=
        number;
  }

  /** Adds what a sender said. */
  void phrase(String phrase) {
    if (phrase.isEmpty()) return;
    if (phrases.size() < MAX_PHRASES || phrases.containsKey(phrase)) {
      phrases.merge(phrase, 1L, Long::sum);
    }
  }

  /** Sets the prefixes that were banned most often. */
  void repeated(List<Count> most) {
    repeated =
        most.stream()
            .map(count -> new Top(count.name(), "", count.number(), -1, List.of()))
            .toList();
  }

  ReportView build(Instant made, long active, String protection) {
    return new ReportView(
        made,
        Period.instant(period.from()),
        Period.instant(period.to()),
        period.days(),
        active,
        protection,
        now.totals(),
        before.totals(),
        steps(),
        new ReportView.Tops(
            list(Dimension.TRIGGER),
            list(Dimension.PORT),
            list(Dimension.TOOL),
            phrases(),
            repeated));
  }

  private List<ReportView.Step> steps() {
    List<ReportView.Step> all = new ArrayList<>();
    for (int i = 0; i < period.steps(); i++) {
      Instant start = Period.instant(period.from() + i * period.step());
      long bans = 0;
      for (Map.Entry<String, long[]> trigger : of(Dimension.TRIGGER).entrySet()) {
        if (!OF_OTHERS.contains(trigger.getKey())) bans += trigger.getValue()[i];
      }
      long[] packets = of(Dimension.DROPPED).get(HistoryKeeper.PACKETS);
      all.add(new ReportView.Step(start, bans, packets == null ? 0 : packets[i]));
    }
    return List.copyOf(all);
  }

  private Map<String, long[]> of(Dimension dimension) {
    return steps.getOrDefault(dimension, Map.of());
  }

  private List<Top> list(Dimension dimension) {
    return largest(now.of(dimension))
        .map(
            count ->
                new Top(
                    count.name(),
                    note(dimension, count.name()),
                    count.number(),
                    before.of(dimension, count.name()),
                    Arrays.stream(of(dimension).get(count.name())).boxed().toList()))
        .toList();
  }

  private List<Top> phrases() {
    return largest(phrases)
        .map(count -> new Top(count.name(), "", count.number(), -1, List.of()))
        .toList();
  }

  /** The largest first, and equal ones in the order of their names. */
  private Stream<Count> largest(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(count -> !count.getKey().isEmpty())
        .map(count -> new Count(count.getKey(), count.getValue()))
        .sorted(Comparator.comparingLong(Count::number).reversed().thenComparing(Count::name))
        .limit(top);
  }

  private static String note(Dimension dimension, String name) {
    return dimension == Dimension.PORT ? PortNames.of(Integer.parseInt(name)) : "";
  }
}
