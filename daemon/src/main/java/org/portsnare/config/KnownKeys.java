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
          "daemon.nflog-group",
          "publish.dir",
          "publish.every",
          "publish.evidence",
          "publish.min-age",
          "publish.hide-ports",
          "publish.contact");

  /** Designed, and refused rather than ignored until they do what they say. */
  static final Set<String> LATER = Set.of("web", "fleet", "geo", "feeds", "notify");

  private KnownKeys() {}
}
