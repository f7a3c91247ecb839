package org.portsnare.said;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A sender that does not scan: a page elsewhere, or a message with a link, has sent it to a trap.
 * {@code <img src="http://HOST:3389/">} makes every reader of a page complete a handshake.
 *
 * <p>A scanner can imitate this, so it only makes a ban shorter, and only once per day.
 */
public final class Visitor {
  /** Names of programs that fetch a link to show a preview or to index it. */
  private static final List<String> PREVIEWS =
      List.of(
          "applebot",
          "bingbot",
          "bingpreview",
          "discordbot",
          "duckduckbot",
          "facebookexternalhit",
          "googlebot",
          "googleimageproxy",
          "linkedinbot",
          "mastodon/",
          "microsoft office",
          "pinterestbot",
          "redditbot",
          "skypeuripreview",
          "slackbot",
          "slack-imgproxy",
          "telegrambot",
          "thunderbird/",
          "twitterbot",
          "viber",
          "whatsapp/",
          "yandexbot");

  private Visitor() {}

  /**
   * What the sender is, in words; empty if nothing indicates a browser or a preview.
   *
   * @param packet the packet with the payload
   * @param from index of the payload
   * @param to index after the payload, which may be cut off
   */
  public static Optional<String> of(byte[] packet, int from, int to) {
    Optional<HttpRequest> request = HttpRequest.read(packet, from, to);
    if (request.isPresent()) return of(request.get());
    return ClientHello.read(packet, from, to)
        .filter(ClientHello::isOfABrowser)
        .map(hello -> "a browser that asks for " + hello.serverName());
  }

  private static Optional<String> of(HttpRequest request) {
    String agent = request.header("user-agent").toLowerCase(Locale.ROOT);
    for (String preview : PREVIEWS) {
      if (agent.contains(preview)) return Optional.of("a preview of a link: " + preview);
    }
    if (!agent.startsWith("mozilla/")) return Optional.empty();
    String site = request.header("sec-fetch-site");
    if (site.equals("cross-site") || site.equals("same-site")) {
      return Optional.of("a browser, from another site");
    }
    for (String header : List.of("origin", "referer")) {
      String elsewhere = hostOf(request.header(header));
      if (!elsewhere.isEmpty() && !elsewhere.equals(hostOf("http://" + request.header("host")))) {
        return Optional.of("a browser, sent by " + elsewhere);
      }
    }
    boolean navigates = request.header("upgrade-insecure-requests").equals("1");
    boolean speaks = !request.header("accept-language").isEmpty();
    return navigates && speaks ? Optional.of("a browser, by a link") : Optional.empty();
  }

  /** The host of a URL in lower case; empty for none. */
  private static String hostOf(String url) {
    try {
      String host = new URI(url).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
