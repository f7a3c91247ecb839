package org.portsnare.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.portsnare.ban.Prefix;

/** Reads the table {@code web} of {@code portsnare.toml}. */
final class WebReader {
  private static final String LOCALHOST = "localhost";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_NAME = 253;
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  /** Addresses that are not public. An unspecified address means all addresses, so it is public. */
  private static final List<Prefix> PRIVATE =
      List.of(
          Prefix.parse("127.0.0.0/8"),
          Prefix.parse("10.0.0.0/8"),
          Prefix.parse("172.16.0.0/12"),
          Prefix.parse("192.168.0.0/16"),
          Prefix.parse("169.254.0.0/16"),
          Prefix.parse("::1/128"),
          Prefix.parse("fc00::/7"),
          Prefix.parse("fe80::/10"));

  private WebReader() {}

  static Config.Web read(TomlKeys keys, Config.Web defaults) {
    // Reads all keys, so that every mistake is reported at once.
    boolean open = keys.bool(Key.WEB_PUBLIC, defaults.isPublic());
    Set<String> hosts = Set.copyOf(keys.list(Key.WEB_HOSTS, WebReader::host, List.of()));
    Optional<InetSocketAddress> listen =
        keys.value(Key.WEB_LISTEN, WebReader::listen, Optional.ofNullable(defaults.listen()));
    if (listen.isEmpty()) {
      for (Key key : List.of(Key.WEB_PUBLIC, Key.WEB_HOSTS)) {
        if (keys.has(key)) keys.problem(key, "has no effect while web.listen is empty");
      }
      return new Config.Web(null, false, Set.of());
    }
    if (!open && isPublic(listen.get().getAddress())) {
      keys.problem(
          Key.WEB_LISTEN,
          "is a public address; use one such as 127.0.0.1:8480, or set web.public = true, which"
              + " serves only the published files");
    }
    return new Config.Web(listen.get(), open, hosts);
  }

  private static Optional<InetSocketAddress> listen(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(address(text));
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    Prefix single = Prefix.of(bytes, bytes.length * 8);
    return PRIVATE.stream().noneMatch(known -> known.contains(single));
  }

  /** {@code 192.0.2.1:8480}, {@code [2001:db8::1]:8480} or {@code localhost:8480}. */
  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !PORT.matcher(text.substring(colon + 1)).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not an address with a port");
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(port + " is not a port from 1 to 65535");
    }
    return new InetSocketAddress(literal(text.substring(0, colon)), port);
  }

  private static InetAddress literal(String host) {
    if (host.equals(LOCALHOST)) return InetAddress.ofLiteral(LOOPBACK);
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    String literal = brackets ? host.substring(1, host.length() - 1) : host;
    Prefix address = Prefix.parse(literal);
    if (!address.isAddress() || literal.indexOf('/') >= 0 || address.ipv6() != brackets) {
      throw new IllegalArgumentException(
          "'" + host + "' is not an address to listen on; write IPv6 in [ ]");
    }
    return InetAddress.ofLiteral(literal);
  }

  private static String host(Object value) {
    String name = ConfigReader.string(value).toLowerCase(Locale.ROOT);
    if (name.length() <= MAX_NAME && NAME.matcher(name).matches()) return name;
    throw new IllegalArgumentException("'" + value + "' is not a host name without a port");
  }
}
