package org.portsnare.said;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A sender that does not scan: a page elsewhere, or a message with a link, has sent it to a trap.
 * {@code <img src="http://HOST:3389/">} has every reader of a page complete a handshake.
 *
 * <p>Whoever wants to can say the same, so this only makes a ban short, and seldom.
 */
public final class Visitor {
  /**
   * Programs that fetch a link to show what is behind it, or to index it, as they call themselves.
   */
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
   * What the sender is, in words; empty where nothing speaks for a browser or a preview.
   *
   * @param packet has the words
   * @param from where they begin
   * @param to before where they end; they may be cut off
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

  /** The host of an URL in lower case; empty for none. */
  private static String hostOf(String url) {
    try {
      String host = new URI(url).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
