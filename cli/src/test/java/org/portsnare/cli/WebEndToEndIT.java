package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** The web server with browsers, programs and other clients. */
final class WebEndToEndIT {
  private static final String BASE = "http://127.0.0.1:8480";
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path directory;

  private static String curl(Guarded guarded, String... arguments) {
    return guarded.lab().onHost(curl(arguments)).out();
  }

  private static String[] curl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "20"));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** The status alone; 000 if nobody answers. */
  private static String status(Guarded guarded, String... arguments) {
    List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    all.addAll(List.of(arguments));
    return curl(guarded, all.toArray(String[]::new));
  }

  private static void awaitServed(Guarded guarded, String base) {
    Await.until(base, SOON, () -> status(guarded, base + "/healthz").equals("200"));
  }

  private static Lab.Result ok(Lab.Result result) {
    assertThat(result.exit()).as(result.err() + result.out()).isZero();
    return result;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@link PageEndToEndIT} has a browser look at it. */
  @Test
  void hitIsOnThePageAndInItsStream() throws IOException {
    try (Guarded guarded = Guarded.start("");
        Probe probe = new Probe(guarded.lab())) {
      awaitServed(guarded, BASE);
      assertThat(curl(guarded, BASE + "/"))
          .contains("<title>0 banned, Portsnare</title>")
          .contains("Nobody is banned.");
      Path seen = directory.resolve("seen");
      Process stream =
          guarded
              .lab()
              .hostProcess("curl", "-sN", BASE + "/events")
              .redirectOutput(seen.toFile())
              .start();
      try {
        Await.until("the stream", SOON, () -> text(seen).contains("event: top"));
        probe.syn("203.0.113.7", HOST4, 23);
        Await.until(
            "the upper part of the page with the ban",
            SOON,
            () -> text(seen).contains("\"title\":\"1 banned, Portsnare\",\"bans\":1,"));
        assertThat(Files.readString(seen))
            .containsPattern("event: ban\ndata: \\{.*\"address\":\"203.0.113.7\",\"port\":23,")
            .contains("event: row\ndata: {\"banned\":\"203.0.113.7\",\"html\":\"<tr ");
      } finally {
        stream.destroy();
      }
      assertThat(curl(guarded, BASE + "/"))
          .contains("<td class=\"sender\">203.0.113.7</td><td class=\"port\">23<span>/tcp telnet")
          .contains("class=\"full\" role=\"status\"")
          .contains("Protected: 1 ban in force on wan")
          .contains("<th scope=\"row\">23 <span>telnet</span></th>");
      assertThat(ok(guarded.portsnare("status")).out())
          .contains("web page       http://127.0.0.1:8480/\n");
    }
  }

  @Test
  void publishedFilesAreFetchedAsUsual() throws IOException {
    Path list = directory.resolve("list");
    try (Guarded guarded =
        Guarded.start(
            "[publish]\norigins = [\"manual\"]\ndir = \"" + list + "\"\nevery = \"never\"\n")) {
      awaitServed(guarded, BASE);
      assertThat(status(guarded, BASE + "/list/portsnare.txt")).isEqualTo("404");
      StringBuilder many = new StringBuilder();
      for (int i = 1; i <= 250; i++) many.append("192.0.2.").append(i).append('\n');
      ok(guarded.portsnareWithInput(many.toString(), "ban", "-"));
      // 192.0 is 192 * 256 + 0.
      assertThat(curl(guarded, BASE + "/map.json")).isEqualTo("[49152,250]");
      ok(guarded.portsnare("publish", "keygen"));
      ok(guarded.portsnare("publish", "now"));
      String base = BASE + "/list/";
      for (String name : List.of("", "portsnare.nft", "SHA512", "SHA512.sig", "portsnare.pub")) {
        assertThat(status(guarded, base + name)).as(name).isEqualTo("200");
      }
      String file = base + "portsnare.txt";
      String text = Files.readString(list.resolve("portsnare.txt"));
      assertThat(curl(guarded, file)).isEqualTo(text);
      assertThat(curl(guarded, "--compressed", file)).isEqualTo(text);
      assertThat(curl(guarded, "-I", "--compressed", file)).contains("Content-Encoding: gzip");
      assertThat(curl(guarded, "-r", "0-9", file)).isEqualTo(text.substring(0, 10));
      assertThat(curl(guarded, "-w", "%{http_code}", "-r", "-10", file))
          .isEqualTo(text.substring(text.length() - 10) + "206");
      // An interrupted download continues at the same position.
      Path half = Files.writeString(directory.resolve("half"), text.substring(0, 1_000));
      curl(guarded, "-C", "-", "-o", half.toString(), file);
      assertThat(half).hasContent(text);
      String tags = directory.resolve("tags").toString();
      String held = directory.resolve("held").toString();
      String[] again = {
        "--etag-save", tags, "--etag-compare", tags, "-o", held, "-w", "%{http_code}", file
      };
      assertThat(curl(guarded, again)).isEqualTo("200");
      assertThat(curl(guarded, again)).isEqualTo("304");
      ok(guarded.portsnare("ban", "203.0.113.4"));
      ok(guarded.portsnare("publish", "now"));
      assertThat(curl(guarded, again)).isEqualTo("200");
      // The signature of the downloaded list is valid.
      Path copy = Files.createDirectory(directory.resolve("copy"));
      for (String name : List.of("SHA512", "SHA512.sig", "portsnare.pub", "portsnare.txt")) {
        curl(guarded, "-o", copy.resolve(name).toString(), base + name);
      }
      ok(
          guarded
              .lab()
              .onHost(
                  "sh",
                  "-c",
                  "cd "
                      + copy
                      + " && signify-openbsd -C -p portsnare.pub -x SHA512.sig portsnare.txt"));
    }
  }

  @Test
  void publicAddressIsRefusedAndServesOnlyWhatIsPublishedWhereItIsMeant() throws IOException {
    Path list = directory.resolve("list");
    String toml = "web.listen = \"0.0.0.0:8480\"\n%s[publish]\ndir = \"" + list + "\"\n";
    try (Guarded guarded = Guarded.prepare(toml.formatted(""));
        Probe probe = new Probe(guarded.lab())) {
      Lab.Result check = guarded.portsnare("check");
      assertThat(check.exit()).isEqualTo(2);
      assertThat(check.err()).contains(guarded.config() + ":1:1: 'web.listen' is a public address");

      guarded.configure(toml.formatted("web.public = true\n"));
      ok(guarded.portsnare("check"));
      guarded.start();
      String base = "http://" + HOST4 + ":8480";
      Await.until(
          "the list",
          SOON,
          () -> world(guarded, "203.0.113.9", base + "/list/SHA512").equals("200"));
      assertThat(world(guarded, "203.0.113.9", base + "/")).isEqualTo("302");
      assertThat(world(guarded, "203.0.113.9", "-H", "Host: list.example.org", base + "/list/"))
          .isEqualTo("200");
      for (String path :
          List.of("/metrics", "/events", "/healthz", "/bans.json", "/map.json", "/status.js")) {
        assertThat(world(guarded, "203.0.113.9", base + path)).as(path).isEqualTo("404");
      }
      assertThat(openOf(40, probe.world(), "203.0.113.9")).isEqualTo(32);
      // A banned sender does not get the list.
      probe.syn("203.0.113.8", HOST4, 23);
      guarded.awaitBanned("203.0.113.8");
      assertThat(world(guarded, "203.0.113.8", "-m", "1", base + "/list/")).isEqualTo("000");
    }
  }

  private static String world(Guarded guarded, String from, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("--interface", from, "-o", "/dev/null", "-w", "%{http_code}"));
    all.addAll(List.of(arguments));
    return guarded.lab().inWorld(curl(all.toArray(String[]::new))).out();
  }

  /** Opens {@code count} connections from one address; returns the number that stays open. */
  private static long openOf(int count, NetworkNamespace world, String from) {
    return world.call(
        () -> {
          List<Socket> sockets = new ArrayList<>();
          try {
            for (int i = 0; i < count; i++) {
              Socket socket = new Socket();
              socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
              socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST4), 8480));
              socket.setSoTimeout(300);
              sockets.add(socket);
            }
            return sockets.stream().filter(socket -> isOpen(socket)).count();
          } finally {
            for (Socket socket : sockets) socket.close();
          }
        });
  }

  private static boolean isOpen(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silence) {
      return true;
    } catch (IOException reset) {
      return false;
    }
  }

  @Test
  void portThatIsTakenDelaysNothingAndReloadMoves() throws IOException {
    try (Guarded guarded = Guarded.prepare("");
        Probe probe = new Probe(guarded.lab());
        NetworkNamespace host = NetworkNamespace.open(guarded.lab().hostNamespace())) {
      ServerSocket taken =
          host.call(() -> new ServerSocket(8480, 1, InetAddress.ofLiteral("127.0.0.1")));
      guarded.start();
      probe.syn("203.0.113.7", HOST4, 23);
      guarded.awaitBanned("203.0.113.7");
      Await.until(
          "a warning",
          SOON,
          () -> guarded.portsnare("status").out().contains("the web page is not served: cannot"));
      assertThat(guarded.log()).containsOnlyOnce("web page is not served, trying again");
      taken.close();
      Await.until(
          "the next attempt",
          Duration.ofSeconds(15),
          () -> status(guarded, BASE + "/healthz").equals("200"));
      assertThat(guarded.portsnare("status").out()).doesNotContain("not served");

      guarded.configure("web.listen = \"[::1]:9480\"\n");
      ok(guarded.portsnare("reload"));
      awaitServed(guarded, "http://[::1]:9480");
      assertThat(status(guarded, BASE + "/healthz")).isEqualTo("000");
      assertThat(status(guarded, "-H", "Host: evil.example", "http://[::1]:9480/"))
          .isEqualTo("421");
      guarded.configure("web.listen = \"\"\n");
      ok(guarded.portsnare("reload"));
      Await.until("off", SOON, () -> status(guarded, "http://[::1]:9480/healthz").equals("000"));
      assertThat(ok(guarded.portsnare("status")).out()).doesNotContain("web page");
    }
  }

  @Test
  void slowClientIsCutOff() {
    try (Guarded guarded = Guarded.start("");
        NetworkNamespace host = NetworkNamespace.open(guarded.lab().hostNamespace())) {
      awaitServed(guarded, BASE);
      long seconds = host.call(WebEndToEndIT::dripUntilClosed);
      // The limit for a request is 10 s; the server checks it every 2 s.
      assertThat(seconds).isBetween(9L, 15L);
      assertThat(curl(guarded, BASE + "/metrics"))
          .contains("portsnare_web_expired_connections_total 1.0");
    }
  }

  /** Sends one byte of an endless request every 100 ms; returns the seconds until the close. */
  private static long dripUntilClosed() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), 8480)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 300; i++) {
        Thread.sleep(100);
        socket.getOutputStream().write('a');
      }
    } catch (SocketException closed) {
      return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    }
    throw new AssertionError("not closed within 30 s");
  }
}
