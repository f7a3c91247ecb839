package org.portsnare.said;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The head of an HTTP/1.1 request (RFC 9112), which may be cut off. */
final class HttpRequest {
  private static final Pattern FIRST_LINE =
      Pattern.compile("(GET|HEAD|POST|PUT|OPTIONS) \\S+ HTTP/1\\.[01]");

  private final Map<String, String> headers;

  private HttpRequest(Map<String, String> headers) {
    this.headers = headers;
  }

  /**
   * Reads a request; empty if the data is not a request. The last line counts only if it is
   * complete.
   */
  static Optional<HttpRequest> read(byte[] packet, int from, int to) {
    String text = new String(packet, from, to - from, StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\r\n", -1);
    if (!FIRST_LINE.matcher(lines[0]).matches()) return Optional.empty();
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length - 1 && !lines[i].isEmpty(); i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0) return Optional.empty();
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      headers.putIfAbsent(name, lines[i].substring(colon + 1).strip());
    }
    return Optional.of(new HttpRequest(headers));
  }

  /** The value of a header; empty if there is none. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
