package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an import; with {@code dry}, the outcome that it would have.
 *
 * @param added number of prefixes that were not banned before
 * @param prolonged number of prefixes whose ban had an earlier end
 * @param unchanged number of prefixes whose ban ends later, or at the same time
 * @param ended number of prefixes whose end is past
 * @param exempt prefixes that are never banned
 * @param refused networks that contain an exempt prefix; they are left out
 * @param outcomes the outcome of each, in the order of the request; empty unless it is verbose
 */
@Json
public record ImportView(
    int added,
    int prolonged,
    int unchanged,
    int ended,
    List<Spared> exempt,
    List<Spared> refused,
    List<Outcome> outcomes) {
  /** The possible outcomes of one ban. */
  public enum Kind {
    ADDED,
    PROLONGED,
    UNCHANGED,
    ENDED,
    EXEMPT,
    REFUSED;

    /** Its name in the API. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The outcome of one ban.
   *
   * @param outcome the label of a {@link Kind}
   * @param expires end of the ban; null for never, and without a ban
   */
  @Json
  public record Outcome(String outcome, @Nullable Instant expires) {}

  /**
   * A prefix that is not banned.
   *
   * @param place its place in the request, counted from 0
   * @param prefix the exemption that prevents the ban
   * @param reason the reason of the exemption
   */
  @Json
  public record Spared(int place, String address, String prefix, String reason) {}
}
