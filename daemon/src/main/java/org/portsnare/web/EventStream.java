package org.portsnare.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.portsnare.control.HitView;
import org.portsnare.control.Views;

/**
 * Server-sent events for the status page: {@code hit} with a hit, {@code counts} with the numbers
 * above the list, {@code skipped} when hits came faster than they can be shown. Thread-safe.
 */
final class EventStream {
  /** Pages that are fed at the same time. */
  static final int MAX_STREAMS = 16;

  /** Hits that wait for one page, which shows no more than that. */
  private static final int BACKLOG = 100;

  /** What has come meanwhile is sent together: nobody sees more than that. */
  private static final long PAUSE_MILLIS = 200;

  /** The counts, which also tell whether the page is still there. */
  private static final long COUNTS_NANOS = 10_000_000_000L;

  /** Longer than counts are kept: those that are sent then have the hit in them. */
  private static final long COUNTS_AFTER_HIT = 1_200_000_000L;

  private static final long MAX_AGE_MILLIS = 1_000;

  private static final String RETRY_SECONDS = "30";

  private final Site site;
  private final Connections connections;
  private final Fresh<String> counts;
  private final Semaphore free = new Semaphore(MAX_STREAMS);
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicLong skipped = new AtomicLong();

  EventStream(Site site, Connections connections) {
    this.site = site;
    this.connections = connections;
    counts = new Fresh<>(() -> CountsJson.of(site.overview()), MAX_AGE_MILLIS);
  }

  void answer(Exchange exchange) {
    if (!free.tryAcquire()) {
      exchange
          .header(HttpHeader.RETRY_AFTER, RETRY_SECONDS)
          .line(503, MAX_STREAMS + " pages are open already");
      return;
    }
    threads.add(Thread.currentThread());
    try {
      exchange.header(HttpHeader.CONTENT_TYPE, "text/event-stream");
      if (exchange.isHead()) exchange.empty(200);
      else stream(exchange);
    } finally {
      threads.remove(Thread.currentThread());
      free.release();
    }
  }

  private void stream(Exchange exchange) {
    connections.beginStream(exchange.request());
    BlockingQueue<HitView> hits = new ArrayBlockingQueue<>(BACKLOG);
    AtomicLong missed = new AtomicLong();
    try (AutoCloseable _ = site.watch(hit -> offer(hits, hit, missed));
        OutputStream out = Content.Sink.asOutputStream(exchange.response())) {
      feed(out, hits, missed);
    } catch (InterruptedException stopping) {
      exchange.callback().succeeded();
    } catch (Exception e) {
      exchange.callback().failed(e);
    }
  }

  private void feed(OutputStream out, BlockingQueue<HitView> hits, AtomicLong missed)
      throws IOException, InterruptedException {
    // The counts come at once, so that the page knows that from now on it misses nothing.
    long countsAt = System.nanoTime();
    while (true) {
      HitView hit = hits.poll(countsAt - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (hit != null) {
        write(out, hits(hit, hits, missed));
        countsAt = Math.min(countsAt, System.nanoTime() + COUNTS_AFTER_HIT);
        Thread.sleep(PAUSE_MILLIS);
      }
      if (System.nanoTime() - countsAt < 0) continue;
      write(out, event("counts", counts.get()));
      countsAt = System.nanoTime() + COUNTS_NANOS;
    }
  }

  private void offer(BlockingQueue<HitView> hits, HitView hit, AtomicLong missed) {
    if (hits.offer(hit)) return;
    missed.incrementAndGet();
    skipped.incrementAndGet();
  }

  private static String hits(HitView first, BlockingQueue<HitView> more, AtomicLong missed) {
    List<HitView> hits = new ArrayList<>(List.of(first));
    more.drainTo(hits);
    StringBuilder text = new StringBuilder();
    for (HitView hit : hits) text.append(event("hit", Views.HIT.toJson(hit)));
    long passedOver = missed.getAndSet(0);
    if (passedOver > 0) text.append(event("skipped", Long.toString(passedOver)));
    return text.toString();
  }

  private static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  int count() {
    return threads.size();
  }

  /** Events that slow pages have missed. */
  long skipped() {
    return skipped.get();
  }

  /** Ends all streams. */
  void close() {
    threads.forEach(Thread::interrupt);
  }
}
