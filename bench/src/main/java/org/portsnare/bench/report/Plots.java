package org.portsnare.bench.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Figures as SVG: curves of the medians. */
final class Plots {
  private static final int WIDTH = 820;
  private static final int HEIGHT = 460;

  /** Position of the value 0 on a logarithmic axis. */
  private static final double ZERO = 0.5;

  /** Colours that colour-blind people can distinguish (Okabe and Ito). */
  private static final Color[] COLOURS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0xe69f00),
    new Color(0x56b4e9)
  };

  private Plots() {}

  /** Draws the figure into {@code directory}. */
  static void draw(Figure figure, Path directory) {
    boolean zeros = hasZeros(figure);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(figure.title())
            .xAxisTitle(figure.axis())
            .yAxisTitle(figure.unit() + (zeros ? " (0 is drawn at " + ZERO + ")" : ""))
            .build();
    style(chart, figure);
    for (Figure.Series series : figure.series()) add(chart, figure, series);
    try {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, directory.resolve(figure.id()).toString(), VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasZeros(Figure figure) {
    return figure.plot() == Figure.Plot.LOGARITHMIC
        && figure.series().stream()
            .flatMap(series -> series.points().stream())
            .anyMatch(point -> new Sample(point.values()).median() <= 0);
  }

  private static void style(XYChart chart, Figure figure) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    XYStyler styler = chart.getStyler();
    styler.setXAxisLogarithmic(true);
    styler.setYAxisLogarithmic(figure.plot() == Figure.Plot.LOGARITHMIC);
    styler.setPlotGridLinesColor(new Color(0xdddddd));
    styler.setAxisTickLabelsFont(font);
    styler.setAxisTitleFont(font);
    styler.setXAxisDecimalPattern("#,##0");
    styler.setYAxisDecimalPattern("#,##0.###");
    styler.setMarkerSize(8);
    styler.setSeriesColors(COLOURS);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartTitleFont(font.deriveFont(Font.BOLD, 15f));
    styler.setLegendFont(font);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    if (figure.plot() == Figure.Plot.LINEAR) styler.setYAxisMin(0.0);
  }

  private static void add(XYChart chart, Figure figure, Figure.Series series) {
    // A logarithmic axis has no place for 0.
    List<Figure.Point> points =
        series.points().stream()
            .filter(point -> point.at() > 0)
            .sorted(Comparator.comparingDouble(Figure.Point::at))
            .toList();
    if (points.isEmpty()) return;
    double[] x = points.stream().mapToDouble(Figure.Point::at).toArray();
    double[] y =
        points.stream()
            .mapToDouble(point -> new Sample(point.values()).median())
            .map(median -> figure.plot() == Figure.Plot.LINEAR || median > 0 ? median : ZERO)
            .toArray();
    // A wide line below a narrow one: both are visible where two curves overlap.
    boolean first = chart.getSeriesMap().isEmpty();
    chart
        .addSeries(series.subject(), x, y)
        .setMarker(SeriesMarkers.CIRCLE)
        .setLineWidth(first ? 6 : 2);
  }
}
