package org.portsnare.web;

import org.portsnare.view.StatusView;

/** The numbers above the list, for the page's script: texts that it shows without a change. */
final class CountsJson {
  private CountsJson() {}

  static String of(Overview overview) {
    StatusView status = overview.status();
    return "{\"bans\":\""
        + StatusPage.number(status.bans().active())
        + "\",\"ipv4\":\""
        + StatusPage.number(overview.ipv4())
        + "\",\"ipv6\":\""
        + StatusPage.number(overview.ipv6())
        + "\",\"hour\":\""
        + StatusPage.recent(overview.lastHour(), overview)
        + "\",\"day\":\""
        + StatusPage.recent(overview.lastDay(), overview)
        + "\",\"dropped\":\""
        + StatusPage.number(status.packets().dropped())
        + "\"}";
  }
}
