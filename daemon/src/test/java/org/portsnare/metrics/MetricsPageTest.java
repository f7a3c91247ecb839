package org.portsnare.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} has the same names and texts as the output. */
final class MetricsPageTest {
  private static List<String> rows() throws IOException {
    return Files.readAllLines(Path.of("../docs/metrics.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .sorted()
        .toList();
  }

  private static String row(Metric metric) {
    String labels =
        metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    String type = metric.type().name().toLowerCase(Locale.ROOT);
    return "| `%s` | %s | %s | %s |"
        .formatted(metric.text(), type, labels, metric.help())
        .replace("|  |", "| |");
  }

  @Test
  void pageHasEveryMetricAsItIsAndNoOther() throws IOException {
    assertThat(rows())
        .isEqualTo(Arrays.stream(Metric.values()).map(MetricsPageTest::row).sorted().toList());
  }

  @Test
  void everyMetricIsWrittenUnderItsNameWithTypeAndHelp() throws IOException {
    Samples samples = new Samples();
    for (Metric metric : Metric.values()) {
      samples.add(metric, 7, metric.labels().toArray(String[]::new));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Exposition.write(samples, out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    for (Metric metric : Metric.values()) {
      String type = metric.type() == Metric.Type.COUNTER ? "counter" : "gauge";
      assertThat(lines)
          .contains("# HELP " + metric.text() + " " + metric.help())
          .contains("# TYPE " + metric.text() + " " + type)
          .anyMatch(line -> line.matches(metric.text() + "(\\{.*})? [0-9.]+"));
    }
  }

  @Test
  void labelsWithoutLimitAreNotThere() {
    assertThat(Arrays.stream(Metric.values()).flatMap(metric -> metric.labels().stream()))
        .containsOnly(
            "version", "family", "trigger", "evidence", "stage", "result", "code", "area");
  }
}
