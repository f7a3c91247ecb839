package org.portsnare.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.http.HttpServer;
import org.portsnare.testing.Await;
import org.portsnare.view.TestStatus;
import org.portsnare.view.Views;

/** What each route of the control API asks of the daemon, and how it says no. */
final class ControlServerTest {
  @TempDir private Path dir;
  private final StubCommands commands = new StubCommands();
  private HttpServer http;
  private ControlServer server;
  private Path socket;

  @BeforeEach
  void start() throws IOException {
    socket = dir.resolve("control.sock");
    http = HttpServer.start(ControlServer.MAX_CONNECTIONS);
    server = ControlServer.start(http, socket, commands);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private record Reply(int status, String body) {}

  private Reply ask(String route, String body) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      send(channel, route, body);
      byte[] all = Channels.newInputStream(channel).readAllBytes();
      String text = new String(all, StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      return new Reply(Integer.parseInt(text.split(" ", 3)[1]), text.substring(end + 4));
    }
  }

  private static void send(SocketChannel channel, String route, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        route + " HTTP/1.0\r\nHost: localhost\r\nContent-Length: " + content.length + "\r\n\r\n";
    channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
    channel.write(ByteBuffer.wrap(content));
  }

  private Reply ask(String route) throws IOException {
    return ask(route, "");
  }

  @Test
  void theStatusIsOneObject() throws IOException {
    Reply reply = ask("GET /v1/status");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(Views.STATUS.fromJson(reply.body())).isEqualTo(TestStatus.with(List.of()));
    assertThat(commands.asked).containsExactly("status");
    assertThat(commands.changes).isEmpty();
  }

  @Test
  void aListOfOneToolAsksForThatTool() throws IOException {
    assertThat(ask("GET /v1/bans?tool=MASSCAN").status()).isEqualTo(200);
    assertThat(commands.asked).singleElement().asString().contains("tool=MASSCAN");
    Reply wrong = ask("GET /v1/bans?tool=foo");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("'foo' is no known tool; known are masscan");
  }

  /** Every route that changes something: what it asks for, and that the log gets it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /v1/bans?for=1h&reason=rude | 203.0.113.7 | ban [203.0.113.7] for 1h 'rude' force false
          POST /v1/bans?force=true | 2001:db8::/48 | ban [2001:db8::/48] for null '' force true
          DELETE /v1/bans | 203.0.113.7 | unban [203.0.113.7] inside false
          DELETE /v1/bans?inside=true | 203.0.113.0/24 | unban [203.0.113.0/24] inside true
          POST /v1/allow?prefix=192.0.2.1&for=never&comment=me |  | allow 192.0.2.1 for never 'me'
          DELETE /v1/allow?prefix=192.0.2.0/24 |  | disallow 192.0.2.0/24
          POST /v1/reload |  | reload
          POST /v1/apply |  | apply never
          POST /v1/apply?confirm=60s |  | apply 1m
          POST /v1/confirm |  | confirm
          POST /v1/revert |  | revert
          POST /v1/publish |  | publish
          POST /v1/stop |  | stop, down false
          POST /v1/down |  | stop, down true
          """)
  void aChangeIsAskedForAndLogged(String route, String body, String asked) throws IOException {
    Reply reply = ask(route, body == null ? "" : body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(commands.asked).containsExactly(asked);
    assertThat(reply.body()).contains("\"done\":true", "done: ");
    assertThat(commands.changes).singleElement().matches(Change::done);
    assertThat(commands.changes.getFirst().request()).isEqualTo(route.replaceFirst("\\?.*", ""));
  }

  @Test
  void aBodyHasAPrefixALineAndRemarks() throws IOException {
    ask("DELETE /v1/bans", "# these\n203.0.113.7 # rude\n\n  2001:db8::1\n");
    assertThat(commands.asked).containsExactly("unban [203.0.113.7, 2001:db8::1] inside false");
  }

  /** What cannot be read asks for nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /v1/bans |  | no address or prefix given
          POST /v1/bans | 203.0.113.7/8 | bits set after the prefix
          POST /v1/bans | 010.1.1.1 | leading zero
          POST /v1/bans?for=soon | 203.0.113.7 | is not a duration
          POST /v1/bans?reason=a%E2%80%AEb | 203.0.113.7 | the reason
          POST /v1/bans?reason=%ff | 203.0.113.7 | the query is not UTF-8 text
          POST /v1/allow |  | is not an IPv4 or IPv6 address or prefix
          POST /v1/import | 203.0.113.7 | is not 'PREFIX END REASON'
          POST /v1/import | 203.0.113.7 tomorrow | is not a time such as
          GET /v1/explain?address=nobody |  | is not an IPv4
          GET /v1/bans?evidence=some |  | neither probable nor confirmed
          GET /v1/bans?port=99999 |  | 99999
          GET /v1/bans?since=x |  | is not a duration
          """)
  void whatCannotBeReadIsRefused(String route, String body, String why) throws IOException {
    Reply reply = ask(route, body == null ? "" : body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.body()).contains("\"done\":false").contains(why);
    assertThat(commands.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET /v1/nothing", "PUT /v1/bans", "GET /", "POST /v1/status"})
  void whatThereIsNotIsNotFound(String route) throws IOException {
    Reply reply = ask(route);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(commands.asked).isEmpty();
  }

  @Test
  void whatTheDaemonRefusesIsAConflictAndWhatFailsAnError() throws IOException {
    commands.fail(new RefusedException("the set is full"));
    Reply refused = ask("POST /v1/bans", "203.0.113.7");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("the set is full");
    commands.fail(new IllegalStateException("the daemon is busy"));
    Reply failed = ask("POST /v1/reload");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).contains("the daemon is busy");
  }

  @Test
  void anImportIsReadAsAWholeBeforeAnythingIsDone() throws IOException {
    String end = "2026-12-01T00:00:00Z";
    Reply reply =
        ask(
            "POST /v1/import?reason=list&strict=true",
            "203.0.113.7 " + end + " set a\n\n2001:db8::1 -\n198.51.100.0/24 never b c\n");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(commands.asked)
        .containsExactly(
            "import [203.0.113.7 "
                + end
                + " set a, 2001:db8::1 null , 198.51.100.0/24 null b c] dry false strict true");
    assertThat(commands.changes).hasSize(1);
    commands.asked.clear();
    // The second line is wrong, so nothing is asked for.
    assertThat(ask("POST /v1/import", "203.0.113.7 -\nnobody -\n").status()).isEqualTo(400);
    assertThat(commands.asked).isEmpty();
    // A dry one changes nothing, and is not in the log.
    ask("POST /v1/import?dry=true", "203.0.113.7 -\n");
    assertThat(commands.asked).singleElement().asString().contains("dry true");
    assertThat(commands.changes).hasSize(1);
  }

  @Test
  void aListIsPlainOrOneObjectALine() throws IOException {
    Reply plain = ask("GET /v1/bans?format=plain&port=23&limit=5&evidence=confirmed&since=1h");
    assertThat(plain.body()).isEqualTo("203.0.113.7\n2001:db8::/64\n");
    assertThat(commands.asked)
        .singleElement()
        .asString()
        .contains("addresses ", "CONFIRMED", "23", "PT1H", "5");
  }

  @Test
  void eventsComeAsTheyHappenAndHitsAreThoseOfPackets() throws Exception {
    try (SocketChannel all = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel hits = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      send(all, "GET /v1/events", "");
      send(hits, "GET /v1/hits", "");
      Await.until("both watch", Duration.ofSeconds(5), () -> commands.events.subscribers() == 2);
      Instant now = Instant.parse("2026-11-30T12:00:00Z");
      Ban ban =
          new Ban(
              Prefix.parse("203.0.113.7"),
              now,
              null,
              true,
              Trigger.MANUAL,
              Evidence.CONFIRMED,
              Ban.Touched.NOTHING,
              0,
              0,
              1,
              "rude");
      commands.events.publish(new BanEvent.Made(now, ban, null));
      commands.events.publish(
          new BanEvent.Made(
              now, ban, new BanEvent.Touch(Prefix.parse("203.0.113.9"), 23, Trigger.SYN, null)));
      assertThat(event(all)).contains("\"banned\":\"203.0.113.7\"", "\"address\":\"203.0.113.7\"");
      assertThat(event(hits)).contains("\"address\":\"203.0.113.9\"", "\"port\":23");
    }
  }

  /** The first line that is an event, and no header and no heartbeat. */
  private static String event(SocketChannel channel) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith("{")) line = lines.readLine();
    return String.valueOf(line);
  }

  @Test
  void aSecondDaemonIsToldThatTheFirstAnswers() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> ControlServer.start(http, socket, commands)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another daemon answers there");
  }
}
