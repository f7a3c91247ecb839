package org.portsnare.web;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/**
 * The names that the server answers to. A foreign page whose name suddenly means 127.0.0.1 (DNS
 * rebinding) asks for its own name, and gets nothing. A request for an address is safe: there is no
 * DNS to rebind.
 */
record Hosts(Set<String> names) {
  private static final String LOCALHOST = "localhost";

  /**
   * Whether a request for this host is answered.
   *
   * @param host without a port; null if the request names none, as HTTP/1.0 may and no browser does
   */
  boolean admits(@Nullable String host) {
    if (host == null || host.isEmpty()) return true;
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) name = name.substring(0, name.length() - 1);
    return name.equals(LOCALHOST) || names.contains(name) || isAddress(name);
  }

  private static boolean isAddress(String name) {
    boolean brackets = name.startsWith("[") && name.endsWith("]");
    try {
      return Prefix.parse(brackets ? name.substring(1, name.length() - 1) : name).isAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
