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
 * How many connections there may be, and how long each may take for what: a client that sends its
 * request byte by byte, or takes its answer so, is not idle, and would stay for ever. Nothing runs
 * while nobody is connected. Thread-safe.
 */
final class Connections implements Connection.Listener {
  /** In all; more are closed at once. */
  static final int MAX = 128;

  /** From one address, unless it is this machine's own. */
  static final int MAX_PER_ADDRESS = 32;

  /** For a request to arrive, from the opening or from the answer before. */
  private static final long REQUEST_SECONDS = 10;

  /** For an answer to be taken. */
  private static final long ANSWER_SECONDS = 300;

  /** For a stream of events; browsers then open another one. */
  private static final long STREAM_SECONDS = 3_600;

  /** An answer that is under way so long makes room for another client, if there is none. */
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

    /** It has no request, or takes its answer too slowly. */
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
   * Closes the one that has waited longest with nothing to do: who has come to ask does so at once,
   * as whoever looks after the daemon's health.
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

  /** None for this machine: that is a proxy, which stands for many. */
  private long countFrom(@Nullable InetAddress address) {
    if (address == null || address.isLoopbackAddress()) return 0;
    return open.values().stream().filter(visit -> address.equals(visit.from)).count();
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  /** A request has arrived. */
  void begin(Request request) {
    allow(request, ANSWER_SECONDS, false);
    Request.addCompletionListener(request, _ -> allow(request, REQUEST_SECONDS, true));
  }

  /** The answer to this request will go on and on. */
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

  /** Closed at once because there were too many. */
  long refused() {
    return refused.get();
  }

  /** Closed because they took too long. */
  long expired() {
    return expired.get();
  }
}
