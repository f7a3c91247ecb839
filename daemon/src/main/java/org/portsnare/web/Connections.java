package org.portsnare.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of connections, and the time of each request and answer. A client that sends
 * its request or takes its answer byte by byte is not idle, and would stay for ever. Nothing runs
 * without a connection. Thread-safe.
 */
final class Connections implements Connection.Listener {
  /**
   * Maximum number of connections. Above it, a connection that may go is closed, or the new one.
   */
  static final int MAX = 128;

  /** Maximum number of connections from one address, except this machine's own. */
  static final int MAX_PER_ADDRESS = 32;

  /** Maximum time for a request to arrive, after the opening or the previous answer. */
  private static final long REQUEST_SECONDS = 10;

  /** Maximum time for a client to take its answer. */
  private static final long ANSWER_SECONDS = 300;

  /** Maximum time of a stream of events; after it browsers open another one. */
  private static final long STREAM_SECONDS = 3_600;

  /** Time after which an answer may be cut off to make room for another client. */
  private static final long SLOW_NANOS = 10_000_000_000L;

  private static final long SWEEP_SECONDS = 2;

  private final Scheduler scheduler;
  private final Map<Connection, Visit> open = new ConcurrentHashMap<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();

  private static final class Visit {
    final @Nullable InetAddress from;
    volatile long deadline;
    volatile long since;
    volatile boolean asks;

    Visit(@Nullable InetAddress from) {
      this.from = from;
      allow(REQUEST_SECONDS, true);
    }

    void allow(long seconds, boolean forRequest) {
      since = System.nanoTime();
      deadline = since + TimeUnit.SECONDS.toNanos(seconds);
      asks = forRequest;
    }

    /** Whether it has no request, or its answer takes long. */
    boolean mayGo() {
      return asks || System.nanoTime() - since > SLOW_NANOS;
    }
  }

  Connections(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void onOpened(Connection connection) {
    Visit visit = new Visit(addressOf(connection));
    if (!admit(connection, visit)) {
      refused.incrementAndGet();
      connection.getEndPoint().close();
      return;
    }
    sweepLater();
  }

  private synchronized boolean admit(Connection connection, Visit visit) {
    if (countFrom(visit.from) >= MAX_PER_ADDRESS) return false;
    if (open.size() >= MAX && !makeRoom()) return false;
    open.put(connection, visit);
    return true;
  }

  /**
   * Closes the connection that has had no request, or a slow answer, for the longest time. A real
   * client, such as a health check, sends its request at once.
   */
  private boolean makeRoom() {
    Connection longest = null;
    Visit waited = null;
    for (Map.Entry<Connection, Visit> one : open.entrySet()) {
      Visit visit = one.getValue();
      if (!visit.mayGo()) continue;
      if (waited == null || visit.since - waited.since < 0) {
        longest = one.getKey();
        waited = visit;
      }
    }
    if (longest == null) return false;
    expired.incrementAndGet();
    open.remove(longest);
    longest.getEndPoint().close();
    return true;
  }

  private static @Nullable InetAddress addressOf(Connection connection) {
    return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : null;
  }

  /** Connections from an address; 0 for this machine: a proxy on it stands for many clients. */
  private long countFrom(@Nullable InetAddress address) {
    if (address == null || address.isLoopbackAddress()) return 0;
    return open.values().stream().filter(visit -> address.equals(visit.from)).count();
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  /** Called when a request has arrived. */
  void begin(Request request) {
    allow(request, ANSWER_SECONDS, false);
    Request.addCompletionListener(request, _ -> allow(request, REQUEST_SECONDS, true));
  }

  /** Called if the answer to this request is a stream. */
  void beginStream(Request request) {
    allow(request, STREAM_SECONDS, false);
  }

  private void allow(Request request, long seconds, boolean forRequest) {
    Visit visit = open.get(request.getConnectionMetaData().getConnection());
    if (visit != null) visit.allow(seconds, forRequest);
  }

  private void sweepLater() {
    if (sweeping.compareAndSet(false, true)) {
      scheduler.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    open.forEach(
        (connection, visit) -> {
          if (visit.deadline - now > 0) return;
          expired.incrementAndGet();
          open.remove(connection);
          connection.getEndPoint().close(new TimeoutException("too slow"));
        });
    sweeping.set(false);
    if (!open.isEmpty()) sweepLater();
  }

  int count() {
    return open.size();
  }

  /** Number of connections that were closed at once because there were too many. */
  long refused() {
    return refused.get();
  }

  /** Number of connections that were closed because they took too long, or to make room. */
  long expired() {
    return expired.get();
  }
}
