package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;

/**
 * What happened in a time, beside the time of the same length before it.
 *
 * @param made when the report was made
 * @param from begin of the time, on the hour or at midnight UTC
 * @param to its end, which is after {@code made}: the last hour or day is not over
 * @param daily whether a step is a day; otherwise it is an hour
 * @param active bans that are in force now
 * @param protection whether the host is protected now, in a sentence
 * @param totals sums of the time
 * @param before sums of the time before
 * @param steps each hour or day, oldest first
 */
@Json
public record ReportView(
    Instant made,
    Instant from,
    Instant to,
    boolean daily,
    long active,
    String protection,
    Totals totals,
    Totals before,
    List<Step> steps,
    Tops tops) {

  /**
   * Sums.
   *
   * @param bans bans of senders that scanned this host
   * @param manual bans by hand
   * @param imported bans from lists of others
   * @param confirmed how many of {@code bans} were confirmed, at once or later
   * @param packets packets of banned senders that were dropped
   * @param bytes their bytes
   */
  @Json
  public record Totals(
      long bans, long manual, long imported, long confirmed, long packets, long bytes) {}

  /** An hour or a day. */
  @Json
  public record Step(Instant start, long bans, long packets) {}

  /**
   * What the bans have in common, the most first.
   *
   * @param triggers what banned them
   * @param ports ports that were touched
   * @param tools programs that sent the first packets; most have no name
   * @param phrases what senders said first, of the newest
   * @param repeated the prefixes in force that were banned most often
   */
  @Json
  public record Tops(
      List<Top> triggers,
      List<Top> ports,
      List<Top> tools,
      List<Top> phrases,
      List<Top> repeated) {}

  /**
   * A row of a list.
   *
   * @param note more about it; empty for nothing
   * @param before the number in the time before; -1 if it is not known
   * @param steps the number in each step of the report; empty if it is not known
   */
  @Json
  public record Top(String name, String note, long number, long before, List<Long> steps) {}
}
