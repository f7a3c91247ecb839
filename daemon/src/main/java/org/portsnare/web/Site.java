package org.portsnare.web;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.control.BanView;
import org.portsnare.event.EventQueue;
import org.portsnare.metrics.Samples;

/**
 * What is shown. Every method may be called by any thread.
 *
 * <p>This is the border between the pages and the daemon, so that this package needs nothing of the
 * daemon's.
 */
public interface Site {
  /** Why the daemon is not well, in one line; empty if it is. */
  String ailment();

  Overview overview();

  /** Active bans, newest first. */
  List<BanView> newest(int limit);

  /** All that is measured, but of the web server itself. */
  Samples samples();

  /**
   * What happens to bans from now on, until the queue is closed.
   *
   * @param capacity events that wait for their reader at most
   */
  EventQueue watch(int capacity);

  /** The directory with the published files; null if nothing is published. */
  @Nullable Path published();
}
