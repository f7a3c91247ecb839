package org.portsnare.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The values of all metrics at one moment. One thread uses it. */
public final class Samples {
  private final Map<Metric, List<Sample>> all = new EnumMap<>(Metric.class);

  /**
   * One value.
   *
   * @param labels values of the metric's labels, in order
   */
  record Sample(List<String> labels, double value) {}

  /** Adds a value; {@code labels} are the values of the metric's labels, in order. */
  public void add(Metric metric, double value, String... labels) {
    if (labels.length != metric.labels().size()) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
    all.computeIfAbsent(metric, _ -> new ArrayList<>()).add(new Sample(List.of(labels), value));
  }

  /** As {@link #add(Metric, double, String...)}; values above 2^53 are rounded. */
  public void add(Metric metric, long value, String... labels) {
    add(metric, (double) value, labels);
  }

  /** Adds 1 for true, 0 for false. */
  public void add(Metric metric, boolean value) {
    add(metric, value ? 1L : 0L);
  }

  Map<Metric, List<Sample>> all() {
    return all;
  }
}
