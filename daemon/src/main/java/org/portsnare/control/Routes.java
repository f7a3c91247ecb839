package org.portsnare.control;

import io.avaje.json.JsonIoException;
import io.avaje.json.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.event.BanEvent;
import org.portsnare.event.EventQueue;
import org.portsnare.view.Answer;
import org.portsnare.view.EventView;
import org.portsnare.view.Views;

/** Answers requests of the control API. {@link Changes} has the routes that change something. */
final class Routes extends Handler.Abstract {
  static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** Maximum number of lists at the same time for users that may only read. */
  private static final int MAX_LISTS = 2;

  /** Maximum number of events that wait for one slow watcher; more are skipped. */
  private static final int WATCH_BACKLOG = 1_000;

  private static final Lifetime DAY = Lifetime.ofDays(1);

  /** Longest time of a report. */
  private static final Duration MAX_REPORT = Duration.ofDays(3_660);

  /** Rows of each list of a report, if the request does not say. */
  private static final int TOP = 10;

  private static final int MAX_TOP = 500;

  /** Interval of empty lines, which show whether the watcher is still there. */
  private static final long HEARTBEAT_SECONDS = 15;

  private final Commands commands;
  private final Changes changes;
  private final Set<Thread> streams = ConcurrentHashMap.newKeySet();
  private final Semaphore lists = new Semaphore(MAX_LISTS, true);

  Routes(Commands commands, Changes changes) {
    this.commands = commands;
    this.changes = changes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      return route(request, response, callback);
    } catch (IllegalArgumentException e) {
      answer(response, callback, 400, Answer.refused(String.valueOf(e.getMessage())));
    } catch (RefusedException e) {
      answer(response, callback, Answer.refused(String.valueOf(e.getMessage())));
    } catch (HttpException.RuntimeException e) {
      answer(response, callback, e.getCode(), Answer.refused(String.valueOf(e.getMessage())));
    } catch (RuntimeException | IOException e) {
      answer(response, callback, 500, Answer.refused(String.valueOf(e.getMessage())));
    }
    return true;
  }

  private boolean route(Request request, Response response, Callback callback) throws IOException {
    Route route = Route.of(request.getMethod(), Request.getPathInContext(request));
    if (route == null) return false;
    Fields query = query(request);
    switch (route) {
      case STATUS -> json(response, callback, 200, Views.STATUS.toJson(commands.status()));
      case LIST -> listInTurn(query, request, response, callback);
      case EXPLAIN -> explain(query, response, callback);
      case REPORT -> report(query, response, callback);
      case EVENTS -> watch(response, callback, _ -> true);
      case HITS -> watch(response, callback, EventView::isHit);
      default -> changes.handle(route, query, request, response, callback);
    }
    return true;
  }

  private static Fields query(Request request) {
    try {
      return Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("the query is not UTF-8 text", e);
    }
  }

  private void explain(Fields query, Response response, Callback callback) {
    Prefix address = Prefix.parseGiven(text(query, "address"));
    json(response, callback, 200, Views.EXPLAIN.toJson(commands.explain(address)));
  }

  private void report(Fields query, Response response, Callback callback) {
    String since = text(query, "since");
    Lifetime length = since.isEmpty() ? DAY : Lifetime.parse(since);
    if (length.isForever())
      throw new IllegalArgumentException("a report is about a time that ends");
    int top = text(query, "top").isEmpty() ? TOP : number(query, "top");
    if (top < 1 || top > MAX_TOP) {
      throw new IllegalArgumentException("top is 1 to " + MAX_TOP + ", not " + top);
    }
    Duration time = Duration.ofMillis(length.millis());
    if (time.compareTo(MAX_REPORT) > 0) {
      throw new IllegalArgumentException(
          "a report is about " + MAX_REPORT.toDays() + " days at most");
    }
    json(response, callback, 200, Views.REPORT.toJson(commands.report(time, top)));
  }

  /**
   * Users that may only read get few lists at a time: a list takes memory and the worker's time.
   */
  private void listInTurn(Fields query, Request request, Response response, Callback callback)
      throws IOException {
    if (Peer.master(request, changes.masters()) != null) {
      list(query, response, callback);
      return;
    }
    try {
      lists.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the daemon is stopping", e);
    }
    try {
      list(query, response, callback);
    } finally {
      lists.release();
    }
  }

  private void list(Fields query, Response response, Callback callback) throws IOException {
    boolean plain = text(query, "format").equals("plain");
    ListRequest request = ListQuery.read(query, !plain);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, plain ? TEXT : LINES);
    try (OutputStream out =
        new BufferedOutputStream(Content.Sink.asOutputStream(response), 32 * 1024)) {
      if (plain) commands.addresses(request, address -> line(out, address));
      else list(request, out);
    } catch (UncheckedIOException | JsonIoException e) {
      callback.failed(e.getCause());
      return;
    }
    callback.succeeded();
  }

  /** One writer for all bans: one per ban would take 1.5 times as long. */
  private void list(ListRequest request, OutputStream out) {
    try (JsonWriter writer = Views.writer(out)) {
      commands.list(
          request,
          ban -> {
            Views.BAN.toJson(ban, writer);
            writer.writeNewLine();
          });
    }
  }

  private void watch(Response response, Callback callback, Predicate<EventView> wanted) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, LINES);
    streams.add(Thread.currentThread());
    try (OutputStream out = Content.Sink.asOutputStream(response);
        EventQueue events = commands.watch(WATCH_BACKLOG)) {
      // Tells the watcher that it misses nothing from now on.
      line(out, "");
      while (true) {
        BanEvent event = events.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        EventView view = event == null ? null : EventView.of(event);
        if (view == null) line(out, "");
        else if (wanted.test(view)) line(out, Views.EVENT.toJson(view));
      }
    } catch (InterruptedException stopping) {
      callback.succeeded();
    } catch (Exception e) {
      callback.failed(e);
    } finally {
      streams.remove(Thread.currentThread());
    }
  }

  private static void line(OutputStream out, String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void answer(Response response, Callback callback, Answer answer) {
    answer(response, callback, answer.done() ? 200 : 409, answer);
  }

  static void answer(Response response, Callback callback, int status, Answer answer) {
    if (response.isCommitted()) callback.failed(new IOException(answer.lines().toString()));
    else json(response, callback, status, Views.ANSWER.toJson(answer));
  }

  static void json(Response response, Callback callback, int status, String json) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    Content.Sink.write(response, true, json + "\n", callback);
  }

  /** Reads a body with one prefix per line; skips empty lines and text after a #. */
  static List<Prefix> prefixes(Request request) throws IOException {
    byte[] body = Content.Source.asInputStream(request).readAllBytes();
    List<Prefix> prefixes =
        Arrays.stream(new String(body, StandardCharsets.UTF_8).split("\n", -1))
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .map(Prefix::parseGiven)
            .toList();
    if (prefixes.isEmpty()) throw new IllegalArgumentException("no address or prefix given");
    return prefixes;
  }

  static @Nullable Lifetime lifetime(Fields query, String name) {
    String text = text(query, name);
    return text.isEmpty() ? null : Lifetime.parse(text);
  }

  static int number(Fields query, String name) {
    String text = text(query, name);
    if (text.isEmpty()) return 0;
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("'" + text + "' is not a number");
    }
    return Integer.parseInt(text);
  }

  static boolean flag(Fields query, String name) {
    return text(query, name).equals("true");
  }

  static String text(Fields query, String name) {
    String value = query.getValue(name);
    return value == null ? "" : value;
  }

  /** Ends the streams that are open. */
  void close() {
    streams.forEach(Thread::interrupt);
  }
}
