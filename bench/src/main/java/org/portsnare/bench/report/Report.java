package org.portsnare.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes {@code docs/benchmarks.md} from all findings. */
public final class Report {
  private static final String HEAD =
      """
      # Benchmarks

      Written by `make bench`; `make bench ONLY="restore flood"` measures some of it anew. Ratios \
      travel, seconds do not. Everything ran in network namespaces on one machine, every comparison in \
      one run, its rounds interleaved. A figure is the median, with the least and the most behind it.

      """;

  private final List<Findings> all;
  private final StringBuilder out = new StringBuilder(HEAD);

  public Report(List<Findings> all) {
    this.all = all;
  }

  public void write() {
    machine();
    targets();
    for (Findings findings : all) section(findings);
    Path directory = Scale.quick() ? Place.target("quick") : Place.root().resolve("docs");
    Place.write(directory.resolve("benchmarks.md"), out.toString());
    Path plots = directory.resolve("benchmarks");
    try {
      Files.createDirectories(plots);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Findings findings : all) {
      for (Figure figure : findings.figures()) {
        if (figure.plot() != Figure.Plot.NONE) Plots.draw(figure, plots);
      }
    }
  }

  private void machine() {
    out.append("## Machine\n\n");
    row(List.of("what", "version"));
    rule(2);
    Machine.describe().forEach((what, value) -> row(List.of(what, value)));
  }

  private void targets() {
    out.append("\n## Targets\n\n");
    row(List.of("what", "target", "reached", ""));
    rule(4);
    for (Goal goal : Goal.values()) {
      Optional<Findings.Reached> reached =
          all.stream()
              .flatMap(findings -> findings.reached().stream())
              .filter(one -> one.goal() == goal)
              .findFirst();
      String words = reached.map(Findings.Reached::reached).orElse("not measured");
      String verdict = reached.map(one -> one.met() ? "yes" : "**no**").orElse("");
      row(List.of(goal.what(), goal.target(), words, verdict));
    }
  }

  private void section(Findings findings) {
    out.append("\n## ").append(findings.title()).append("\n\n");
    out.append(findings.about()).append("\n\n");
    out.append("Measured ").append(findings.measured()).append(".\n");
    for (Figure figure : findings.figures()) figure(figure);
    if (!findings.notes().isEmpty()) out.append('\n');
    for (String note : new LinkedHashSet<>(findings.notes())) {
      out.append("- ").append(note).append('\n');
    }
    findings.settings().forEach(this::setting);
  }

  private void figure(Figure figure) {
    out.append("\n### ").append(figure.title());
    if (!figure.unit().isEmpty()) out.append(", ").append(figure.unit());
    out.append("\n\n");
    if (figure.plot() != Figure.Plot.NONE) {
      out.append("![%s](benchmarks/%s.svg)%n%n".formatted(figure.title(), figure.id()));
    }
    List<String> head = new ArrayList<>(List.of(figure.axis()));
    figure.series().forEach(series -> head.add(series.subject()));
    row(head);
    rule(head.size());
    for (String place : places(figure)) {
      List<String> cells = new ArrayList<>(List.of(place));
      for (Figure.Series series : figure.series()) cells.add(cell(figure, series, place));
      row(cells);
    }
  }

  private static Set<String> places(Figure figure) {
    Set<String> places = new LinkedHashSet<>();
    for (Figure.Series series : figure.series()) {
      series.points().forEach(point -> places.add(point.place()));
    }
    return places;
  }

  /** The measurement; with a baseline, also its factor compared with the baseline. */
  private static String cell(Figure figure, Figure.Series series, String place) {
    Sample sample = figure.sample(series.subject(), place);
    if (sample.isEmpty()) return "";
    if (figure.baseline().isEmpty() || figure.baseline().equals(series.subject())) {
      return Text.sample(sample);
    }
    Sample baseline = figure.sample(figure.baseline(), place);
    if (baseline.isEmpty()) return Text.sample(sample);
    return Text.sample(sample) + ", ×" + Text.number(sample.median() / baseline.median());
  }

  private void setting(String what, String content) {
    out.append("\n").append(what).append(":\n\n");
    content.lines().forEach(line -> out.append("    ").append(line).append('\n'));
  }

  private void row(List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void rule(int columns) {
    out.append("|").append(" --- |".repeat(columns)).append("\n");
  }
}
