package org.portsnare.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.portsnare.config.Config;
import org.portsnare.http.HttpServer;
import org.portsnare.log.Log;
import org.portsnare.web.Site;
import org.portsnare.web.WebServer;
import org.portsnare.work.Deadline;

/**
 * Keeps the web server as the configuration wants it. It begins and ends on threads of its own, and
 * a failure is tried again: nothing waits for it.
 */
final class Serving implements AutoCloseable {
  private static final long RETRY_MILLIS = 10_000;

  private final HttpServer http;
  private final Log log;
  private final Deadline retry = new Deadline();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Site site;
  private Config.@Nullable Web followed;
  private @Nullable WebServer server;
  private boolean closed;
  private volatile @Nullable Path published;
  private volatile String address = "";
  private volatile String error = "";

  Serving(HttpServer http, Log log) {
    this.http = http;
    this.log = log;
  }

  /** What is to be shown. To be called before {@link #follow(Config)}. */
  void show(Site shown) {
    site = shown;
  }

  // --- on the worker's thread ------------------------------------------------------------------

  /** Follows the configuration that is in force now. */
  void follow(Config config) {
    Config.Publish publish = config.publish();
    published = publish == null ? null : publish.dir();
    Config.Web wanted = config.web();
    if (wanted.equals(followed)) return;
    followed = wanted;
    begin(wanted, true);
  }

  /** Tries again what has failed. */
  void tick() {
    Config.Web wanted = followed;
    if (wanted != null && !error.isEmpty() && retry.isOver()) begin(wanted, false);
  }

  private void begin(Config.Web wanted, boolean changed) {
    retry.in(RETRY_MILLIS);
    Thread.ofVirtual().name("web").start(() -> follow(wanted, changed));
  }

  /** What {@code status} says; empty if nothing is served. */
  String address() {
    return address;
  }

  /** What {@code status} warns of. */
  List<String> warnings() {
    return error.isEmpty() ? List.of() : List.of("the web page is not served: " + error);
  }

  /** The directory with the published files; may be asked for by any thread. */
  @Nullable Path published() {
    return published;
  }

  // --- on a thread of its own ------------------------------------------------------------------

  private void follow(Config.Web wanted, boolean changed) {
    lock.lock();
    try {
      if (closed || (!changed && server != null)) return;
      stop();
      serve(wanted, changed);
    } finally {
      lock.unlock();
    }
  }

  private void serve(Config.Web wanted, boolean changed) {
    Site shown = site;
    if (wanted.listen() == null || shown == null) {
      error = "";
      return;
    }
    String where = wanted.where();
    try {
      server = WebServer.start(http, wanted, shown);
      address = where + (wanted.isPublic() ? ", public" : "");
      if (!changed) log.notice("web page is served now", "at", where);
      error = "";
    } catch (IOException e) {
      error = "cannot listen on web.listen " + where + ": " + e.getMessage();
      if (changed)
        log.warn("web page is not served, trying again", "at", where, "why", e.getMessage());
    }
  }

  private void stop() {
    WebServer running = server;
    if (running == null) return;
    running.close();
    server = null;
    address = "";
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      stop();
    } finally {
      lock.unlock();
    }
  }
}
