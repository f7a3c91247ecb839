package org.portsnare.web.page;

import java.util.List;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;

/**
 * The data of the upper part of the status page.
 *
 * @param ipv6 number of IPv6 bans
 * @param day what happened in the last 24 hours
 */
public record Overview(StatusView status, long ipv6, ReportView day) {
  long ipv4() {
    return status.bans().active() - ipv6;
  }

  List<String> warnings() {
    return status.warnings();
  }
}
