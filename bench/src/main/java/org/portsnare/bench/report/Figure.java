package org.portsnare.bench.report;

import io.avaje.jsonb.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One quantity of several subjects at several places. It becomes a table, and a curve becomes a
 * plot too.
 *
 * @param axis meaning of the places, such as {@code bans} or {@code packets a second}
 * @param unit unit of the values
 * @param plot kind of plot, if it is a curve
 * @param baseline subject with which the table compares the others; empty for none
 */
@Json
public record Figure(
    String id,
    String title,
    String axis,
    String unit,
    Plot plot,
    String baseline,
    List<Series> series) {
  /** Scale of the vertical axis. The horizontal axis of a plot is always logarithmic. */
  public enum Plot {
    NONE,
    LINEAR,
    LOGARITHMIC
  }

  public static Figure table(String id, String title, String axis, String unit) {
    return new Figure(id, title, axis, unit, Plot.NONE, "", new ArrayList<>());
  }

  public static Figure curve(String id, String title, String axis, String unit, Plot plot) {
    return new Figure(id, title, axis, unit, plot, "", new ArrayList<>());
  }

  public Figure against(String subject) {
    return new Figure(id, title, axis, unit, plot, subject, series);
  }

  /** Adds one measurement. */
  public void add(String subject, String place, double at, Number value) {
    series(subject).point(place, at).values().add(value.doubleValue());
  }

  /** Like {@link #add(String, String, double, Number)}, for a place that is a number. */
  public void add(String subject, long at, Number value) {
    add(subject, Text.count(at), (double) at, value);
  }

  /** Adds one measurement at a place that is only a name. */
  public void add(String subject, String place, Number value) {
    add(subject, place, 0, value);
  }

  private Series series(String subject) {
    for (Series one : series) if (one.subject().equals(subject)) return one;
    Series added = new Series(subject, new ArrayList<>());
    series.add(added);
    return added;
  }

  /** The measurements at this place; an empty sample if there are none. */
  public Sample sample(String subject, String place) {
    for (Series one : series) {
      if (!one.subject().equals(subject)) continue;
      for (Point point : one.points()) {
        if (point.place().equals(place)) return new Sample(point.values());
      }
    }
    return new Sample(List.of());
  }

  /** One curve. */
  @Json
  record Series(String subject, List<Point> points) {
    private Point point(String place, double at) {
      for (Point one : points) if (one.place().equals(place)) return one;
      Point added = new Point(place, at, new ArrayList<>());
      points.add(added);
      return added;
    }
  }

  /**
   * All measurements of one subject at one place.
   *
   * @param at position on the axis; 0 if the axis has no numbers
   */
  @Json
  record Point(String place, double at, List<Double> values) {}
}
