package org.portsnare.bench.report;

import java.util.List;

/** Measurements of one thing. */
public record Sample(List<Double> values) {
  public Sample {
    values = values.stream().sorted().toList();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public int size() {
    return values.size();
  }

  public double median() {
    return quantile(0.5);
  }

  public double min() {
    return values.getFirst();
  }

  public double max() {
    return values.getLast();
  }

  /** Width of the middle half: from the first quartile to the third. */
  public double spread() {
    return quantile(0.75) - quantile(0.25);
  }

  /** A quantile, interpolated between neighbours; a single value is every quantile. */
  public double quantile(double q) {
    double at = q * (values.size() - 1);
    int below = (int) at;
    int above = Math.min(below + 1, values.size() - 1);
    return values.get(below) + (at - below) * (values.get(above) - values.get(below));
  }
}
