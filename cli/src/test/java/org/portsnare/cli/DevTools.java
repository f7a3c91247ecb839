package org.portsnare.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that evaluates the JavaScript on its standard input in the page of a browser, and
 * prints the answer. It runs beside the browser, in the browser's network namespace.
 */
final class DevTools {
  private static final String PAGES = "http://127.0.0.1:9222/json/list";
  private static final Pattern PAGE =
      Pattern.compile(
          "\"type\": \"page\".*?\"webSocketDebuggerUrl\": \"([^\"]+)\"", Pattern.DOTALL);
  private static final long PATIENCE_SECONDS = 60;

  private DevTools() {}

  private static final class Answers implements WebSocket.Listener {
    private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        whole.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  public static void main(String[] none)
      throws IOException, InterruptedException, ExecutionException {
    String script = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest list = HttpRequest.newBuilder(URI.create(PAGES)).build();
    Matcher page = PAGE.matcher(http.send(list, HttpResponse.BodyHandlers.ofString()).body());
    if (!page.find()) throw new IOException("the browser has no page");
    Answers answers = new Answers();
    WebSocket socket =
        http.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), answers).get();
    socket.sendText(request(script), true).get();
    System.out.println(answers.whole.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    System.out.flush();
    socket.abort();
    http.close();
  }

  private static String request(String script) {
    return "{\"id\":1,\"method\":\"Runtime.evaluate\",\"params\":{\"expression\":\""
        + escaped(script)
        + "\",\"awaitPromise\":true,\"returnByValue\":true}}";
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') escaped.append('\\').append(c);
      else if (c < ' ' || c > '~') escaped.append(String.format("\\u%04x", (int) c));
      else escaped.append(c);
    }
    return escaped.toString();
  }
}
