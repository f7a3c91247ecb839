package org.portsnare.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Samples in Prometheus' text format. */
public final class Exposition {
  /** Content type of the output. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String TOTAL = "_total";
  private static final String INFO = "_info";

  private Exposition() {}

  /** Writes all samples. */
  public static void write(Samples samples, OutputStream out) throws IOException {
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    samples.all().forEach((metric, values) -> snapshots.metricSnapshot(snapshot(metric, values)));
    PrometheusTextFormatWriter.create().write(out, snapshots.build());
  }

  private static MetricSnapshot snapshot(Metric metric, List<Samples.Sample> values) {
    return switch (metric.type()) {
      case COUNTER -> counter(metric, values);
      case GAUGE -> gauge(metric, values);
      case INFO -> info(metric, values);
    };
  }

  private static MetricSnapshot counter(Metric metric, List<Samples.Sample> values) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name(base(metric, TOTAL)).help(metric.help());
    for (Samples.Sample sample : values) {
      counter.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(labels(metric, sample))
              .value(sample.value())
              .build());
    }
    return counter.build();
  }

  private static MetricSnapshot gauge(Metric metric, List<Samples.Sample> values) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(metric.text()).help(metric.help());
    for (Samples.Sample sample : values) {
      gauge.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(labels(metric, sample))
              .value(sample.value())
              .build());
    }
    return gauge.build();
  }

  private static MetricSnapshot info(Metric metric, List<Samples.Sample> values) {
    InfoSnapshot.Builder info = InfoSnapshot.builder().name(base(metric, INFO)).help(metric.help());
    for (Samples.Sample sample : values) {
      info.dataPoint(
          InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels(metric, sample)).build());
    }
    return info.build();
  }

  /** The name without its ending, which the library adds itself. */
  private static String base(Metric metric, String ending) {
    String name = metric.text();
    return name.substring(0, name.length() - ending.length());
  }

  private static Labels labels(Metric metric, Samples.Sample sample) {
    return Labels.of(
        metric.labels().toArray(String[]::new), sample.labels().toArray(String[]::new));
  }
}
