package org.portsnare.web;

import java.util.List;
import org.portsnare.fact.Insights;
import org.portsnare.view.StatusView;

/**
 * The data of the upper part of the status page.
 *
 * @param ipv6 number of IPv6 bans
 * @param lastHour active bans that began in the last hour
 * @param lastDay the same for 24 hours
 * @param recentComplete whether these two are complete; false if there were too many to count
 * @param insights what the bans of the last 24 hours say
 */
public record Overview(
    StatusView status,
    long ipv6,
    long lastHour,
    long lastDay,
    boolean recentComplete,
    Insights insights) {
  long ipv4() {
    return status.bans().active() - ipv6;
  }

  List<String> warnings() {
    return status.warnings();
  }
}
