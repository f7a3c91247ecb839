package org.portsnare.web;

import java.util.List;
import org.portsnare.control.StatusView;

/**
 * What the status page says above the list.
 *
 * @param ipv6 how many of the bans are of IPv6
 * @param lastHour active bans that began in the last hour
 * @param lastDay the same for 24 hours
 * @param recentComplete whether these two are all, or there were too many to be counted
 */
public record Overview(
    StatusView status, long ipv6, long lastHour, long lastDay, boolean recentComplete) {
  long ipv4() {
    return status.bans() - ipv6;
  }

  List<String> warnings() {
    return status.warnings();
  }
}
