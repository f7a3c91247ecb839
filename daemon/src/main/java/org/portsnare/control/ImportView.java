package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What has become of bans to import; with {@code dry}, what would.
 *
 * @param added that were not banned before
 * @param prolonged whose ban had an earlier end
 * @param unchanged whose ban ends later, or at the same time
 * @param ended whose end is past
 * @param exempt those that are never banned
 * @param refused networks with somebody in them who is never banned; they are left out
 * @param outcomes of each, in the order of the request; empty unless it is verbose
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
  /** What may become of one. */
  public enum Kind {
    ADDED,
    PROLONGED,
    UNCHANGED,
    ENDED,
    EXEMPT,
    REFUSED;

    /** As the API names it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What becomes of one.
   *
   * @param outcome the label of a {@link Kind}
   * @param expires when its ban ends; null for never, and where it has none
   */
  @Json
  public record Outcome(String outcome, @Nullable Instant expires) {}

  /**
   * Whoever is not banned.
   *
   * @param place which of the request it is, counted from 0
   * @param prefix the exemption that is in the way
   * @param reason why that is never banned
   */
  @Json
  public record Spared(int place, String address, String prefix, String reason) {}
}
