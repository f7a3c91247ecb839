package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * What has become of bans to import; with {@code dry}, what would.
 *
 * @param added that were not banned before
 * @param prolonged whose ban had an earlier end
 * @param unchanged whose ban ends later, or at the same time
 * @param ended whose end is past
 * @param exempt those that are never banned
 * @param refused networks with somebody in them who is never banned
 */
@Json
public record ImportView(
    int added, int prolonged, int unchanged, int ended, List<Spared> exempt, List<Spared> refused) {
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
