package org.portsnare.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.portsnare.event.BanEvent;
import org.portsnare.event.EventQueue;
import org.portsnare.view.EventView;
import org.portsnare.view.Views;
import org.portsnare.web.page.PageJson;

/**
 * Server-sent events for the status page: {@code ban} with an event of a ban, {@code row} with the
 * row of a new one, {@code top} with the upper part of the page, {@code skipped} if events came
 * faster than the page can show them. Thread-safe.
 */
final class EventStream {
  /** Maximum number of open pages. */
  static final int MAX_STREAMS = 16;

  /** Maximum number of events that wait for one page, which shows no more than that. */
  private static final int BACKLOG = 100;

  /** Pause after sending. Events of this time are sent together: people see no difference. */
  private static final long PAUSE_MILLIS = 200;

  /** Interval of the upper part, which also shows whether the page is still there. */
  private static final long TOP_NANOS = 10_000_000_000L;

  /** Delay of the upper part after an event: longer than its maximum age, so it has the event. */
  private static final long TOP_AFTER_HIT = 1_200_000_000L;

  private static final long MAX_AGE_MILLIS = 1_000;

  private static final String RETRY_SECONDS = "30";

  private final Site site;
  private final Connections connections;
  private final Fresh<String> top;
  private final Semaphore free = new Semaphore(MAX_STREAMS);
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicLong skipped = new AtomicLong();

  EventStream(Site site, Connections connections) {
    this.site = site;
    this.connections = connections;
    top = new Fresh<>(() -> PageJson.top(site.overview()), MAX_AGE_MILLIS);
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
    try (EventQueue events = site.watch(BACKLOG);
        OutputStream out = Content.Sink.asOutputStream(exchange.response())) {
      feed(out, events);
    } catch (InterruptedException stopping) {
      exchange.callback().succeeded();
    } catch (Exception e) {
      exchange.callback().failed(e);
    }
  }

  private void feed(OutputStream out, EventQueue events) throws IOException, InterruptedException {
    // The upper part comes at once: it tells the page that it misses nothing from now on.
    long topAt = System.nanoTime();
    while (true) {
      BanEvent event = events.poll(topAt - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event != null) {
        write(out, all(event, events));
        topAt = Math.min(topAt, System.nanoTime() + TOP_AFTER_HIT);
        Thread.sleep(PAUSE_MILLIS);
      }
      if (System.nanoTime() - topAt < 0) continue;
      write(out, event("top", top.get()));
      topAt = System.nanoTime() + TOP_NANOS;
    }
  }

  /**
   * An event and the waiting ones. Not more than the backlog: in a flood more come all the time.
   */
  private String all(BanEvent first, EventQueue more) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    append(text, first);
    for (int i = 1; i < BACKLOG; i++) {
      BanEvent next = more.poll(0, TimeUnit.NANOSECONDS);
      if (next == null) break;
      append(text, next);
    }
    long missed = more.takeMissed();
    if (missed > 0) {
      skipped.addAndGet(missed);
      text.append(event("skipped", Long.toString(missed)));
    }
    return text.toString();
  }

  /**
   * Without reasons: every local user may read the page. Published lists have no reasons either.
   */
  private static void append(StringBuilder text, BanEvent event) {
    EventView view = EventView.of(event).withoutReason();
    text.append(event("ban", Views.EVENT.toJson(view)));
    if (view.outcome().equals("banned")) text.append(event("row", PageJson.row(view)));
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
