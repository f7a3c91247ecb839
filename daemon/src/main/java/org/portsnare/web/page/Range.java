package org.portsnare.web.page;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The times that the charts of the status page are about. */
public enum Range {
  DAY("day", "24 hours", Duration.ofDays(1)),
  MONTH("month", "30 days", Duration.ofDays(30)),
  YEAR("year", "a year", Duration.ofDays(365));

  private final String id;
  private final String label;
  private final Duration length;

  Range(String id, String label, Duration length) {
    this.id = id;
    this.label = label;
    this.length = length;
  }

  /** The range of a query's value; a day for any other text. */
  public static Range of(@Nullable String id) {
    for (Range range : values()) {
      if (range.id.equals(id)) return range;
    }
    return DAY;
  }

  /** As in a URL. */
  public String id() {
    return id;
  }

  String label() {
    return label;
  }

  public Duration length() {
    return length;
  }
}
