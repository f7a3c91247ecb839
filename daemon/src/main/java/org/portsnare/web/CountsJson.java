package org.portsnare.web;

import org.portsnare.control.StatusView;

/**
 * The numbers above the list, as the page's script wants them: texts that are shown as they are.
 */
final class CountsJson {
  private CountsJson() {}

  static String of(Overview overview) {
    StatusView status = overview.status();
    return "{\"bans\":\""
        + StatusPage.number(status.bans())
        + "\",\"ipv4\":\""
        + StatusPage.number(overview.ipv4())
        + "\",\"ipv6\":\""
        + StatusPage.number(overview.ipv6())
        + "\",\"hour\":\""
        + StatusPage.recent(overview.lastHour(), overview)
        + "\",\"day\":\""
        + StatusPage.recent(overview.lastDay(), overview)
        + "\",\"dropped\":\""
        + StatusPage.number(status.dropped())
        + "\"}";
  }
}
