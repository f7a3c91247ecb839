package org.portsnare.bench;

import java.util.List;

/** Measurements of one thing. */
record Sample(List<Double> values) {
  Sample {
    values = values.stream().sorted().toList();
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  int size() {
    return values.size();
  }

  double median() {
    return quantile(0.5);
  }

  double min() {
    return values.getFirst();
  }

  double max() {
    return values.getLast();
  }

  /** Width of the middle half: from the first quartile to the third. */
  double spread() {
    return quantile(0.75) - quantile(0.25);
  }

  /** A quantile, interpolated between neighbours; a single value is every quantile. */
  double quantile(double q) {
    double at = q * (values.size() - 1);
    int below = (int) at;
    int above = Math.min(below + 1, values.size() - 1);
    return values.get(below) + (at - below) * (values.get(above) - values.get(below));
  }
}
