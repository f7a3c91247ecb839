package org.portsnare.config;

import java.util.Set;

/** The keys of the configuration file. */
final class KnownKeys {
  static final Set<String> SUPPORTED =
      Set.of(
          "observe",
          "traps.interfaces",
          "traps.tcp",
          "traps.udp",
          "traps.prove",
          "traps.stealth",
          "traps.closed-ports",
          "traps.udp-bans",
          "traps.forwarded",
          "traps.trigger",
          "traps.hits",
          "traps.within",
          "ban.expire",
          "ban.expire-probable",
          "ban.ipv4-ladder",
          "ban.ipv6-ladder",
          "ban.new-per-second",
          "ban.repeat",
          "ban.ipv4-prefix",
          "ban.ipv6-prefix",
          "ban.max",
          "ban.response",
          "allow.addresses",
          "allow.auto",
          "daemon.state-dir",
          "daemon.control-socket",
          "daemon.own-table",
          "daemon.nflog-group");

  /** Designed, and refused rather than ignored until they do what they say. */
  static final Set<String> LATER = Set.of("web", "publish", "fleet", "geo", "feeds", "notify");

  private KnownKeys() {}
}
