package org.portsnare.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Values of one moment. One thread uses it. */
public final class Samples {
  private final Map<Metric, List<Sample>> all = new EnumMap<>(Metric.class);

  /**
   * One value.
   *
   * @param labels values of the metric's labels, in their order
   */
  record Sample(List<String> labels, double value) {}

  /** Adds a value; {@code labels} are the values of the metric's labels, in their order. */
  public void add(Metric metric, double value, String... labels) {
    if (labels.length != metric.labels().size()) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
    all.computeIfAbsent(metric, _ -> new ArrayList<>()).add(new Sample(List.of(labels), value));
  }

  /** As {@link #add(Metric, double, String...)}; above 2^53 it is rounded. */
  public void add(Metric metric, long value, String... labels) {
    add(metric, (double) value, labels);
  }

  /** Adds 1 for yes. */
  public void add(Metric metric, boolean value) {
    add(metric, value ? 1L : 0L);
  }

  Map<Metric, List<Sample>> all() {
    return all;
  }
}
