package org.portsnare.web.page;

import java.util.List;
import java.util.stream.Collectors;
import org.portsnare.view.EventView;
import org.portsnare.view.PageView;
import org.portsnare.view.Views;

/** What the script of the status page is fed with, as JSON. */
public final class PageJson {
  private PageJson() {}

  public static String top(Overview overview) {
    String title = StatusPage.title(overview.status());
    long bans = overview.status().bans().active();
    return Views.PAGE_TOP.toJson(new PageView.Top(title, bans, PageTop.of(overview)));
  }

  public static String row(EventView event) {
    return Views.PAGE_ROW.toJson(new PageView.Row(event.banned(), BanRow.of(event)));
  }

  /** Pairs of the number of a /16 and the number of its bans, one after the other. */
  public static String map(List<Integer> pairs) {
    return pairs.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
