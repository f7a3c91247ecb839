package org.portsnare.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.event.EventQueue;
import org.portsnare.metrics.Samples;
import org.portsnare.view.BanView;
import org.portsnare.view.ReportView;
import org.portsnare.web.page.Overview;

/**
 * The data that the pages show. Every method may be called by any thread.
 *
 * <p>This is the border between the pages and the daemon: this package does not depend on the
 * package of the daemon.
 */
public interface Site {
  /** The problem of the daemon, in one line; empty for none. */
  String ailment();

  Overview overview();

  /** What happened up to now, and in the time of the same length before. */
  ReportView report(Duration length);

  /** Active bans, newest first. */
  List<BanView> newest(int limit);

  /** The bans of IPv4 by /16: pairs of its number and how many there are, one after the other. */
  List<Integer> map();

  /** All measurements except those of the web server itself. */
  Samples samples();

  /**
   * The events of bans from now on, until the queue is closed.
   *
   * @param capacity maximum number of events that wait for their reader
   */
  EventQueue watch(int capacity);

  /** The directory with the published files; null if nothing is published. */
  @Nullable Path published();
}
