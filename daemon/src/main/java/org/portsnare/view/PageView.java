package org.portsnare.view;

import io.avaje.jsonb.Json;

/** What the script of the status page is fed with: HTML that it puts in place. */
public final class PageView {
  private PageView() {}

  /**
   * The upper part of the page.
   *
   * @param title of the page
   */
  @Json
  public record Top(String title, long bans, String html) {}

  /**
   * A new row of the list.
   *
   * @param banned the banned prefix
   */
  @Json
  public record Row(String banned, String html) {}
}
