package org.portsnare.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.config.Config;
import org.portsnare.http.HttpServer;
import org.portsnare.testing.Await;

/** Requests over real sockets of this machine, written by hand. */
final class WebServerTest {
  private static final String LIST = "192.0.2.1\n".repeat(1_000);

  @TempDir private Path directory;
  private final StubSite site = new StubSite();
  private HttpServer http;
  private WebServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.start(200);
    serve(false);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private void serve(boolean isPublic) throws IOException {
    if (server != null) server.close();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server = WebServer.start(http, settings(isPublic), site);
  }

  private Config.Web settings(boolean isPublic) {
    return new Config.Web(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), isPublic, Set.of());
  }

  private Asked get(String path, String... headers) {
    return Asked.of(port, "GET " + path, headers);
  }

  private void publish() throws IOException {
    site.published = directory;
    Files.writeString(directory.resolve("portsnare.txt"), LIST);
    Files.writeString(directory.resolve("index.html"), "<p>index</p>");
    Files.writeString(directory.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(directory.resolve("SHA512"), directory.resolve("secret.txt"));
  }

  // --- everything ------------------------------------------------------------------------------

  @Test
  void everyAnswerIsProtected() {
    for (String path : List.of("/", "/bans.json", "/metrics", "/healthz", "/nope", "/list/")) {
      Asked asked = get(path);
      assertThat(asked.header("Content-Security-Policy"))
          .as(path)
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(asked.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(asked.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(asked.header("Cache-Control")).isEqualTo("no-store");
      assertThat(asked.headers()).doesNotContainKey("server");
    }
  }

  @Test
  void onlyGetAndHeadWithoutBody() {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND")) {
      Asked asked = Asked.of(port, method + " /");
      assertThat(asked.status()).as(method).isEqualTo(405);
      assertThat(asked.header("Allow")).isEqualTo("GET, HEAD");
    }
    assertThat(get("/", "Content-Length: 5").status()).isEqualTo(413);
  }

  @Test
  void headIsGetWithoutTheBody() throws IOException {
    publish();
    for (String path : List.of("/", "/status.css", "/list/portsnare.txt", "/nope")) {
      Asked head = Asked.of(port, "HEAD " + path);
      Asked get = get(path);
      assertThat(head.body()).as(path).isEmpty();
      assertThat(head.status()).isEqualTo(get.status());
      assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(get.body().length));
      assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
    }
    Asked zipped = Asked.of(port, "HEAD /list/portsnare.txt", "Accept-Encoding: gzip");
    assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(zipped.body()).isEmpty();
    assertThat(Asked.of(port, "HEAD /events").status()).isEqualTo(200);
  }

  @Test
  void foreignNamesAreRefused() {
    assertThat(get("/", "Host: 127.0.0.1:" + port).status()).isEqualTo(200);
    assertThat(get("/", "Host: localhost").status()).isEqualTo(200);
    assertThat(get("/", "Host: evil.example").status()).isEqualTo(421);
    assertThat(get("/metrics", "Host: evil.example:8480").status()).isEqualTo(421);
    assertThat(Asked.of(port, "GET http://evil.example/").status()).isEqualTo(421);
  }

  @Test
  void tooLongHeadIsRefused() {
    Asked asked = get("/", "X: " + "a".repeat(9_000));
    assertThat(asked.status()).isEqualTo(431);
    assertThat(asked.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(get("/" + "a".repeat(9_000)).status()).isEqualTo(414);
  }

  @Test
  void portThatIsTakenIsSaidAndNothingIsLeftBehind() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> WebServer.start(http, settings(false), site))
        .withRootCauseInstanceOf(BindException.class);
    assertThat(get("/healthz").status()).isEqualTo(200);
  }

  /** A health check gets an answer, even if other clients hold connections open. */
  @Test
  void idleAndSlowConnectionsMakeRoomForWhoAsks() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 2_000; i++) {
        Socket idle = Asked.connect(port);
        sockets.add(idle);
        if (i % 5 == 0)
          idle.getOutputStream().write("GET /hea".getBytes(StandardCharsets.US_ASCII));
        if (i % 100 == 0) assertThat(get("/healthz").status()).as("at %d", i).isEqualTo(200);
      }
      assertThat(get("/metrics").status()).isEqualTo(200);
      assertThat(get("/metrics").text()).contains("portsnare_web_refused_connections_total 0.0");
    } finally {
      for (Socket socket : sockets) socket.close();
    }
  }

  @Test
  void openPagesTakeNothingFromHealth() throws IOException {
    List<Socket> pages = new ArrayList<>();
    try {
      for (int i = 0; i < EventStream.MAX_STREAMS; i++) {
        Socket page = Asked.connect(port);
        pages.add(page);
        page.getOutputStream()
            .write(
                "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(page.getInputStream().read()).isEqualTo('H');
      }
      assertThat(get("/events").status()).isEqualTo(503);
      assertThat(get("/healthz").status()).isEqualTo(200);
      assertThat(get("/metrics").status()).isEqualTo(200);
    } finally {
      for (Socket page : pages) page.close();
    }
  }

  // --- the status page -------------------------------------------------------------------------

  @Test
  void pageAndItsParts() {
    site.bans.add(StubSite.ban("203.0.113.7", "syn"));
    Asked page = get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.text()).contains("203.0.113.7");
    assertThat(get("/status.js").header("Content-Type")).startsWith("text/javascript");
    assertThat(get("/status.css").header("Content-Type")).startsWith("text/css");
    assertThat(get("/icon.svg").header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(get("/bans.json").text())
        .startsWith("[{\"address\":\"203.0.113.7\",\"since\":\"2026-11-25T12:00:00.123Z\"");
    assertThat(get("/rows").text()).startsWith("<tr data-sender=\"203.0.113.7\">");
    assertThat(get("/map.json").text()).isEqualTo("[51968,3]");
  }

  @Test
  void chartsAreOfTheTimeThatIsAskedForAndOfADayOtherwise() {
    assertThat(get("/").text()).contains("data-range=\"day\" aria-current");
    assertThat(get("/?range=year").text()).contains("data-range=\"year\" aria-current");
    assertThat(get("/charts?range=month").text())
        .startsWith("<nav class=\"ranges\"")
        .contains("data-range=\"month\" aria-current");
    for (String query : List.of("?range=", "?range=ever", "?range=%ff", "?%", "?range=%3Cb%3E")) {
      Asked charts = get("/charts" + query);
      assertThat(charts.status()).as(query).isIn(200, 400);
      if (charts.status() == 200) assertThat(charts.text()).contains("\"day\" aria-current");
    }
  }

  @Test
  void hitArrivesAtThePage() throws IOException {
    try (Socket socket = Asked.connect(port);
        BufferedReader lines = events(socket)) {
      await(lines, "event: top");
      assertThat(lines.readLine())
          .startsWith("data: {\"title\":\"12,345 banned, Portsnare\",\"bans\":12345,\"html\":\"<p")
          .contains("12,000 IPv4, 345 IPv6");
      site.events.publish(StubSite.banned("203.0.113.9"));
      await(lines, "event: ban");
      assertThat(lines.readLine())
          .startsWith("data: {")
          .contains("\"banned\":\"203.0.113.9\"")
          .contains("\"outcome\":\"banned\"");
      await(lines, "event: row");
      assertThat(lines.readLine())
          .startsWith("data: {\"banned\":\"203.0.113.9\",\"html\":\"<tr data-sender=");
    }
  }

  private static BufferedReader events(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /events HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void await(BufferedReader lines, String wanted) throws IOException {
    for (String line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
      assertThat(line).as("before " + wanted).isNotNull();
    }
  }

  @Test
  void slowPageIsToldHowMuchItMissed() throws IOException {
    try (Socket socket = Asked.connect(port);
        BufferedReader lines = events(socket)) {
      await(lines, "event: top");
      for (int i = 0; i < 1_000; i++) site.events.publish(StubSite.banned("203.0.113.9"));
      await(lines, "event: skipped");
      assertThat(Integer.parseInt(lines.readLine().substring("data: ".length()))).isBetween(1, 900);
    }
  }

  @Test
  void pagesThatAreFedAreLimitedAndEndWithTheServer() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < EventStream.MAX_STREAMS; i++) {
        Socket socket = Asked.connect(port);
        sockets.add(socket);
        await(events(socket), "event: top");
      }
      Asked refused = get("/events");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("30");
      server.close();
      Await.until(
          "no watcher is left", Duration.ofSeconds(5), () -> site.events.subscribers() == 0);
    } finally {
      for (Socket socket : sockets) socket.close();
    }
  }

  @Test
  void placeOfAPageThatWasClosedIsFree() throws IOException {
    try (Socket socket = Asked.connect(port)) {
      await(events(socket), "event: top");
    }
    // The server notices it when it sends something.
    Await.until(
        "no watcher is left",
        Duration.ofSeconds(5),
        () -> {
          site.events.publish(StubSite.banned("203.0.113.9"));
          return site.events.subscribers() == 0;
        });
  }

  @Test
  void healthIsOneLine() {
    assertThat(get("/healthz").text()).isEqualTo("ok\n");
    site.ailment = "ledger: the disk is full\nreally";
    Await.until("noticed", Duration.ofSeconds(3), () -> get("/healthz").status() == 503);
    assertThat(get("/healthz").text()).isEqualTo("ledger: the disk is full really\n");
  }

  @Test
  void metricsAreText() {
    Asked asked = get("/metrics");
    assertThat(asked.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(asked.text()).contains("portsnare_exemptions 11.0");
  }

  // --- what is published -----------------------------------------------------------------------

  @Test
  void nothingIsPublishedOrNotYet() {
    assertThat(get("/list/portsnare.txt").text()).contains("publish.dir is not set");
    site.published = directory;
    assertThat(get("/list/portsnare.txt").status()).isEqualTo(404);
  }

  @Test
  void publishedFilesAndNoOthers() throws IOException {
    publish();
    assertThat(get("/list/").text()).isEqualTo("<p>index</p>");
    Asked list = get("/list/portsnare.txt");
    assertThat(list.text()).isEqualTo(LIST);
    assertThat(list.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(list.header("Cache-Control")).isEqualTo("no-cache");
    for (String name :
        List.of(
            "secret.txt",
            "SHA512",
            ".portsnare.txt.new",
            "../portsnare.txt",
            "%2e%2e/x",
            "..%2fx",
            "portsnare.txt/",
            "/portsnare.txt",
            "./portsnare.txt",
            "portsnare.txt%00",
            "portsnare.txt;x",
            "PORTSNARE.TXT")) {
      Asked asked = get("/list/" + name);
      assertThat(asked.status()).as(name).isIn(400, 404);
      assertThat(asked.text()).doesNotContain("secret\n", LIST);
    }
  }

  @Test
  void copyThatIsHeldIsNotSentAgain() throws IOException {
    publish();
    Asked plain = get("/list/portsnare.txt");
    Asked zipped = get("/list/portsnare.txt", "Accept-Encoding: br, gzip");
    assertThat(zipped.header("ETag")).isNotEqualTo(plain.header("ETag"));
    for (Asked held : List.of(plain, zipped)) {
      String tag = held.header("ETag");
      for (String tags : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
        Asked again = get("/list/portsnare.txt", "If-None-Match: " + tags);
        assertThat(again.status()).as(tags).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        if (!tags.equals("*")) assertThat(again.header("ETag")).isEqualTo(tag);
      }
    }
    assertThat(get("/list/portsnare.txt", "If-None-Match: \"x\"").status()).isEqualTo(200);
    String time = plain.header("Last-Modified");
    assertThat(get("/list/portsnare.txt", "If-Modified-Since: " + time).status()).isEqualTo(304);
    for (String nonsense : List.of("yesterday", "Mon, 99 Foo 2026 99:99:99 GMT", "-1", "\u00ff")) {
      Asked asked = get("/list/portsnare.txt", "If-Modified-Since: " + nonsense);
      assertThat(asked.status()).as(nonsense).isEqualTo(200);
    }
    assertThat(
            get("/list/portsnare.txt", "If-Modified-Since: " + time, "If-None-Match: \"another\"")
                .status())
        .isEqualTo(200);
    Path next = Files.writeString(directory.resolve("next"), LIST);
    Files.move(next, directory.resolve("portsnare.txt"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(get("/list/portsnare.txt", "If-None-Match: " + plain.header("ETag")).status())
        .isEqualTo(200);
  }

  @Test
  void parts() throws IOException {
    publish();
    String tag = get("/list/portsnare.txt").header("ETag");
    Asked part = get("/list/portsnare.txt", "Range: bytes=10-19", "Accept-Encoding: gzip");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("192.0.2.1\n");
    assertThat(part.header("Content-Range")).isEqualTo("bytes 10-19/10000");
    assertThat(part.header("ETag")).isEqualTo(tag);
    assertThat(get("/list/portsnare.txt", "Range: bytes=0-9", "If-Range: " + tag).status())
        .isEqualTo(206);
    assertThat(get("/list/portsnare.txt", "Range: bytes=0-9", "If-Range: \"x\"").text())
        .isEqualTo(LIST);
    Asked none = get("/list/portsnare.txt", "Range: bytes=10000-");
    assertThat(none.status()).isEqualTo(416);
    assertThat(none.header("Content-Range")).isEqualTo("bytes */10000");
  }

  @Test
  void compressedIsTheSame() throws IOException {
    publish();
    Asked zipped = get("/list/portsnare.txt", "Accept-Encoding: gzip, deflate");
    assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(zipped.body().length).isLessThan(LIST.length() / 10);
    assertThat(zipped.unzipped()).isEqualTo(LIST);
    for (String accept : List.of("gzip;q=0", "br", "identity")) {
      Asked plain = get("/list/portsnare.txt", "Accept-Encoding: " + accept);
      assertThat(plain.header("Content-Encoding")).as(accept).isEmpty();
      assertThat(plain.text()).isEqualTo(LIST);
    }
  }

  // --- in public -------------------------------------------------------------------------------

  @Test
  void inPublicNothingIsServedButWhatIsPublished() throws IOException {
    publish();
    site.bans.add(StubSite.ban("203.0.113.7", "syn"));
    serve(true);
    Asked root = get("/");
    assertThat(root.status()).isEqualTo(302);
    assertThat(root.header("Location")).isEqualTo("/list/");
    assertThat(root.body()).isEmpty();
    assertThat(get("/list/", "Host: list.example.org").text()).isEqualTo("<p>index</p>");
    assertThat(get("/list/portsnare.txt").text()).isEqualTo(LIST);
    for (String path :
        List.of(
            "/bans.json",
            "/rows",
            "/charts",
            "/map.json",
            "/events",
            "/metrics",
            "/healthz",
            "/status.js",
            "/v1/status")) {
      Asked asked = get(path);
      assertThat(asked.status()).as(path).isEqualTo(404);
      assertThat(asked.text()).isEqualTo("there is nothing here\n");
    }
  }
}
