package org.portsnare.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.portsnare.config.Config;
import org.portsnare.metrics.Exposition;
import org.portsnare.metrics.Metric;
import org.portsnare.metrics.Samples;
import org.portsnare.view.Views;
import org.portsnare.web.page.Charts;
import org.portsnare.web.page.PageJson;
import org.portsnare.web.page.Range;
import org.portsnare.web.page.StatusPage;

/**
 * The routes of the web server.
 *
 * <pre>
 *   /list/, /list/FILE        what is published                  also where it is public
 *   /                         the status page                    where it is public: to /list/
 *   /charts                   its charts alone               /?range=, /charts?range= day, month, year
 *   /rows, /map.json, /events what the status page is fed with
 *   /bans.json                its list, for programs
 *   /status.css, /status.js, /icon.svg
 *   /metrics, /healthz
 * </pre>
 */
final class WebRoutes extends Handler.Abstract {
  /** Maximum number of bans on a page that was just loaded. */
  private static final int NEWEST = 100;

  /** Maximum age of a cached answer. */
  private static final long MAX_AGE_MILLIS = 1_000;

  /** All bans are read for the map. */
  private static final long MAP_AGE_MILLIS = 30_000;

  static final String SECURITY_POLICY = "Content-Security-Policy";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Connections connections;
  private final Hosts hosts;
  private final boolean checksHost;
  private final PublishedFiles files;
  private final EventStream events;
  private final Site site;
  private final Map<Range, Fresh<String>> pages = new EnumMap<>(Range.class);
  private final Map<Range, Fresh<String>> charts = new EnumMap<>(Range.class);
  private final Fresh<String> bans;
  private final Fresh<String> rows;
  private final Fresh<String> map;
  private final Fresh<Samples> samples;
  private final Fresh<String> ailment;
  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final Map<Integer, LongAdder> requests = new ConcurrentHashMap<>();

  private interface Route {
    void answer(Exchange exchange) throws IOException;
  }

  WebRoutes(Config.Web settings, Site site, Connections connections) {
    this.connections = connections;
    hosts = new Hosts(settings.hosts());
    // DNS rebinding gains nothing if everybody may read the pages.
    checksHost = !settings.isPublic();
    files = new PublishedFiles(site);
    events = new EventStream(site, connections);
    this.site = site;
    for (Range range : Range.values()) {
      charts.put(range, new Fresh<>(() -> charts(range), MAX_AGE_MILLIS));
      pages.put(range, new Fresh<>(() -> page(range), MAX_AGE_MILLIS));
    }
    // Never cached: the page has just begun to listen, and an older list would lack events.
    bans = new Fresh<>(() -> bansAsJson(site), 0);
    rows = new Fresh<>(() -> StatusPage.rows(site.newest(NEWEST)), 0);
    map = new Fresh<>(() -> PageJson.map(site.map()), MAP_AGE_MILLIS);
    samples = new Fresh<>(() -> withOwn(site.samples()), MAX_AGE_MILLIS);
    ailment = new Fresh<>(site::ailment, MAX_AGE_MILLIS);
    if (settings.isPublic()) addPublic();
    else addPrivate();
  }

  private void addPublic() {
    routes.put("/", exchange -> exchange.header(HttpHeader.LOCATION, "/list/").empty(302));
  }

  private void addPrivate() {
    routes.put("/", exchange -> exchange.text(200, Exchange.HTML, of(pages, exchange)));
    routes.put("/charts", exchange -> exchange.text(200, Exchange.HTML, of(charts, exchange)));
    routes.put("/bans.json", exchange -> exchange.text(200, Exchange.JSON, bans.get()));
    routes.put("/rows", exchange -> exchange.text(200, Exchange.HTML, rows.get()));
    routes.put("/map.json", exchange -> exchange.text(200, Exchange.JSON, map.get()));
    routes.put("/events", events::answer);
    routes.put("/metrics", this::metrics);
    routes.put("/healthz", this::health);
    routes.put("/status.css", exchange -> PageFile.CSS.answer(exchange));
    routes.put("/status.js", exchange -> PageFile.SCRIPT.answer(exchange));
    routes.put("/icon.svg", exchange -> PageFile.ICON.answer(exchange));
  }

  private static String of(Map<Range, Fresh<String>> answers, Exchange exchange) {
    Range range = Range.of(value(exchange, "range"));
    return Objects.requireNonNull(answers.get(range)).get();
  }

  /** The value of a parameter; null if there is none, or if the query is no text. */
  private static @Nullable String value(Exchange exchange, String name) {
    try {
      return Request.extractQueryParameters(exchange.request()).getValue(name);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private String charts(Range range) {
    return Charts.of(site.report(range.length()), range);
  }

  private String page(Range range) {
    String chosen = Objects.requireNonNull(charts.get(range)).get();
    boolean isPublished = site.published() != null;
    return StatusPage.of(site.overview(), chosen, site.newest(NEWEST), isPublished);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    connections.begin(request);
    Request.addCompletionListener(request, _ -> count(response.getStatus()));
    Exchange exchange = new Exchange(request, response, callback);
    protect(exchange);
    try {
      answer(exchange);
    } catch (RuntimeException | IOException e) {
      fail(exchange, e);
    }
    return true;
  }

  private void count(int status) {
    requests.computeIfAbsent(status, _ -> new LongAdder()).increment();
  }

  /** Sets the headers that every answer has. */
  static void protect(Exchange exchange) {
    exchange
        .header(SECURITY_POLICY, POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header(HttpHeader.CACHE_CONTROL, "no-store");
  }

  private void answer(Exchange exchange) throws IOException {
    Request request = exchange.request();
    if (!HttpMethod.GET.is(request.getMethod()) && !exchange.isHead()) {
      exchange
          .header(HttpHeader.ALLOW, "GET, HEAD")
          .header(HttpHeader.CONNECTION, "close")
          .line(405, "only GET and HEAD");
    } else if (hasBody(request)) {
      exchange.header(HttpHeader.CONNECTION, "close").line(413, "a request must have no body");
    } else if (checksHost && !hosts.admits(request.getHttpURI().getHost())) {
      exchange.line(421, "the server does not have this name: add it to web.hosts");
    } else {
      route(exchange, request.getHttpURI().getPath());
    }
  }

  private static boolean hasBody(Request request) {
    return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
        || request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0;
  }

  private void route(Exchange exchange, String path) throws IOException {
    Route route = routes.get(path);
    if (route != null) route.answer(exchange);
    else if (path.startsWith(PublishedFiles.PATH)) files.answer(exchange, path);
    else exchange.line(404, "there is nothing here");
  }

  /** Answers if no request can be handled, for example because its head is too long. */
  boolean error(Request request, Response response, Callback callback) {
    count(response.getStatus());
    Exchange exchange = new Exchange(request, response, callback);
    protect(exchange);
    exchange
        .header(HttpHeader.CONNECTION, "close")
        .line(response.getStatus(), "HTTP " + response.getStatus());
    return true;
  }

  private static void fail(Exchange exchange, Exception e) {
    if (exchange.response().isCommitted()) exchange.callback().failed(e);
    else exchange.line(isBusy(e) ? 503 : 500, oneLine(String.valueOf(e.getMessage())));
  }

  /** Whether the daemon has no time, or is about to end. */
  private static boolean isBusy(Exception e) {
    return e instanceof IllegalStateException;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String bansAsJson(Site site) {
    return Views.BAN.list().toJson(site.newest(NEWEST)) + "\n";
  }

  private void health(Exchange exchange) {
    String why = ailment.get();
    if (why.isEmpty()) exchange.line(200, "ok");
    else exchange.line(503, oneLine(why));
  }

  private void metrics(Exchange exchange) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Exposition.write(samples.get(), out);
    exchange.bytes(200, Exposition.CONTENT_TYPE, out.toByteArray());
  }

  private Samples withOwn(Samples to) {
    to.add(Metric.WEB_CONNECTIONS, connections.count());
    to.add(Metric.WEB_STREAMS, events.count());
    requests.forEach((code, count) -> to.add(Metric.WEB_REQUESTS, count.sum(), code.toString()));
    to.add(Metric.WEB_REFUSED, connections.refused());
    to.add(Metric.WEB_EXPIRED, connections.expired());
    to.add(Metric.WEB_SKIPPED, events.skipped());
    return to;
  }

  /** Ends the streams that are open. */
  void close() {
    events.close();
  }
}
