package org.portsnare.web;

import java.util.List;
import org.portsnare.view.StatusView;

/**
 * The data above the list on the status page.
 *
 * @param ipv6 number of IPv6 bans
 * @param lastHour active bans that began in the last hour
 * @param lastDay the same for 24 hours
 * @param recentComplete whether these two are complete; false if there were too many to count
 */
public record Overview(
    StatusView status, long ipv6, long lastHour, long lastDay, boolean recentComplete) {
  long ipv4() {
    return status.bans().active() - ipv6;
  }

  List<String> warnings() {
    return status.warnings();
  }
}
