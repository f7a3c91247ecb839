package org.portsnare.config;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.config.Syntax.Array;
import org.portsnare.config.Syntax.Choice;
import org.portsnare.config.Syntax.Duration;
import org.portsnare.config.Syntax.Flag;
import org.portsnare.config.Syntax.Text;
import org.portsnare.config.Syntax.Whole;

/**
 * Every key of {@code portsnare.toml}, in the order of the documentation. The reader takes a key's
 * name and limits from here. The manual page and the tables of {@code docs/configuration.md} are
 * generated from here.
 *
 * <p>Defaults and examples are TOML. A meaning is Markdown without links.
 */
public enum Key {
  OBSERVE(
      "observe",
      new Flag(),
      "false",
      "only record the senders that would be banned; ban, drop and answer nothing. Existing bans"
          + " are kept, but not enforced while this is on. `portsnare list --observed` shows the"
          + " recorded senders; they are not banned when this is turned off"),

  TRAPS_INTERFACES(
      "traps.interfaces",
      new Array("names of interfaces"),
      "[\"auto\"]",
      "interfaces on which traps are set; bans hold on all interfaces. `auto` = the interfaces with"
          + " a default route, in any routing table, IPv4 and IPv6, split default routes included;"
          + " without any, the last known ones. A named interface may come up later. `lo` is never"
          + " guarded",
      "[\"eth0\", \"ppp0\"]"),
  TRAPS_TCP(
      "traps.tcp",
      new Array("ports"),
      "[21, 23, 53, 81, 88, 111, 135, 137, 138, 139, 445, 1433, 1521, 2323, 2375, 3306, 3389, 5432,"
          + " 5555, 5900, 5985, 6379, 7547, 8291, 8728, 9100, 9200, 11211, 25565, 27017, 27019,"
          + " 37215, 52869]",
      "TCP traps: ports from 1 to 65535; a range goes in quotes",
      "[23, 445, 3389, \"6000-6063\"]"),
  TRAPS_UDP(
      "traps.udp",
      new Array("ports"),
      "[]",
      "UDP traps. A datagram is recorded and dropped; see `traps.udp-bans`",
      "[161, 1900]"),
  TRAPS_TRIGGER(
      "traps.trigger",
      new Choice("syn", "handshake"),
      "\"syn\"",
      "`syn`: the first SYN to a TCP trap bans. `handshake`: only a completed handshake bans; this"
          + " needs the kernel's synproxy"),
  TRAPS_PROVE(
      "traps.prove",
      new Flag(),
      "true",
      "with `syn`: ban at the SYN, then let the sender complete its handshake with the trap, which"
          + " makes its ban `confirmed`. `false`: traps stay silent, and bans stay `probable`"),
  TRAPS_HITS(
      "traps.hits",
      new Whole(1, 10_000),
      "1",
      "number of hits of named traps that lead to a ban. Earlier hits are dropped"),
  TRAPS_WITHIN(
      "traps.within",
      new Duration(),
      "\"10s\"",
      "the time in which the hits of `traps.hits` and the ports of `traps.closed-ports` must come,"
          + " from the first one on; 1s to 7d"),
  TRAPS_STEALTH(
      "traps.stealth",
      new Flag(),
      "true",
      "ban for packets that no TCP sends, to any local port: without SYN, RST and ACK (NULL, FIN,"
          + " XMAS, PSH, URG), or SYN with FIN or RST"),
  TRAPS_CLOSED_PORTS(
      "traps.closed-ports",
      new Whole(0, 1_000),
      "0",
      "ban after SYNs to this number of distinct ports on which nothing listens; `0`: off."
          + " Published and forwarded ports do not count"),
  TRAPS_CLOSED(
      "traps.closed",
      new Flag(),
      "false",
      "every TCP port is a trap if nothing listens on it, in either family and on any address, and"
          + " nothing has listened within `traps.recently-open`. The first SYN to such a port bans"
          + " for `ban.expire-closed`; `traps.closed-ports` then has no effect. Named traps keep"
          + " their own rules"),
  TRAPS_SWEEP(
      "traps.sweep",
      new Whole(0, 1_000),
      "0",
      "ban after SYNs to this number of distinct addresses of this host, of one family and within"
          + " an hour, to any ports on which nothing listens, including those of `traps.except`; at"
          + " least 2; `0`: off. For hosts with many addresses"),
  TRAPS_EXCEPT(
      "traps.except",
      new Array("ports"),
      "[7, 22, 25, 53, 80, 110, 113, 143, 443, 465, 587, 853, 993, 995, 4190, 5222, 5223, 5269,"
          + " 8080, 8443]",
      "ports that are no traps by `traps.closed`: people and programs try them in good faith",
      "[22, 80, 443, \"6881-6889\"]"),
  TRAPS_RECENTLY_OPEN(
      "traps.recently-open",
      new Duration(),
      "\"7d\"",
      "how long a port is no trap by `traps.closed` after something has listened on it; 1s to 365d."
          + " Portsnare learns the ports from listening sockets and from this host's answers,"
          + " published ports included"),
  TRAPS_UDP_BANS(
      "traps.udp-bans",
      new Flag(),
      "false",
      "a datagram bans too, although anybody can forge its sender"),
  TRAPS_FORWARDED(
      "traps.forwarded",
      new Flag(),
      "false",
      "the TCP traps and `traps.stealth` also apply to packets that this machine forwards to"
          + " others, except packets forwarded by address translation (published ports). Name only"
          + " ports that no machine behind this one serves"),

  BAN_EXPIRE("ban.expire", new Duration(), "\"10d\"", "how long the first ban of an address lasts"),
  BAN_EXPIRE_PROBABLE(
      "ban.expire-probable",
      new Duration(),
      null,
      "how long each ban lasts whose evidence may be forged, the first and all later ones. Once"
          + " confirmed, it lasts as `ban.expire` and `ban.repeat` say. Without this key, these two"
          + " hold for all bans",
      "\"1h\""),
  BAN_EXPIRE_CLOSED(
      "ban.expire-closed",
      new Duration(),
      "\"1h\"",
      "with `traps.closed`: how long the first ban for a closed port lasts; for later ones see"
          + " `ban.repeat`"),
  BAN_EXPIRE_BROWSER(
      "ban.expire-browser",
      new Duration(),
      "\"10m\"",
      "how long a ban lasts if the sender's first data show a browser that a page or a link"
          + " elsewhere has sent to a trap, or a program that previews links; once per day and"
          + " sender. Such bans are not published. `never`: like any other ban"),
  BAN_REPEAT(
      "ban.repeat",
      new Array("durations"),
      "[\"30d\", \"180d\"]",
      "how long the second, third, ... ban lasts; the last entry holds for all later ones. `[]`:"
          + " always `ban.expire`"),
  BAN_IPV4_PREFIX(
      "ban.ipv4-prefix",
      new Whole(8, 32),
      "32",
      "number of bits of an IPv4 address that one hit bans"),
  BAN_IPV6_PREFIX(
      "ban.ipv6-prefix",
      new Whole(16, 128),
      "64",
      "number of bits of an IPv6 address that one hit bans"),
  BAN_IPV4_LADDER(
      "ban.ipv4-ladder",
      new Array("steps"),
      "[]",
      "a network is banned as a whole once this number of bans, on any evidence, is active inside"
          + " it. So a few forged packets can do that, unless only proof bans. Each step is wider"
          + " than the one before; none is wider than /16. A network that contains an exempt"
          + " address, a gateway or an on-link network is never banned",
      "[\"/24 at 8\"]"),
  BAN_IPV6_LADDER(
      "ban.ipv6-ladder",
      new Array("steps"),
      "[\"/56 at 4\", \"/48 at 16\"]",
      "the same for IPv6; no step is wider than /32. One customer usually has a /56 or a /48",
      "[]"),
  BAN_NAT64_PREFIXES(
      "ban.nat64-prefixes",
      new Array("prefixes"),
      "[]",
      "IPv6 prefixes to which this network translates IPv4 senders (NAT64, SIIT): inside them, one"
          + " hit bans a single address. The prefixes of RFC 6052, RFC 8215 and Teredo are known",
      "[\"2001:db8:64::/96\"]"),
  BAN_NEW_PER_SECOND(
      "ban.new-per-second",
      new Whole(0, 1_000_000),
      "200",
      "flood breaker: maximum number of new bans per second, and ten times that at once, for each"
          + " kind of packet that may be forged (SYN, stealth, closed ports, sweeps, UDP). Above"
          + " it, a SYN bans only after a completed handshake, or at a second trap within ten"
          + " seconds; other packets ban nobody. `0`: no breaker"),
  BAN_MAX("ban.max", new Whole(1, 50_000_000), "1000000", "maximum number of bans in each ban set"),
  BAN_RESPONSE(
      "ban.response",
      new Choice("drop", "reject"),
      "\"drop\"",
      "the answer to a banned sender: none, or ICMP administratively prohibited"),

  ALLOW_ADDRESSES(
      "allow.addresses",
      new Array("addresses and prefixes"),
      "[]",
      "addresses and prefixes that are never banned. `0.0.0.0/0` and `::/0` are refused",
      "[\"192.0.2.10\", \"2001:db8:5::/48\"]"),
  ALLOW_AUTO(
      "allow.auto",
      new Flag(),
      "true",
      "never ban this host's own addresses, gateways, the name servers of `/etc/resolv.conf`, and"
          + " peers of SSH sessions that are logged in"),

  ALLOW_LOCAL(
      "allow.local",
      new Flag(),
      "true",
      "never ban a sender on a network to which this host is directly attached, if the network is"
          + " private (RFC 1918, unique local) or link-local, or is behind this host, on an"
          + " interface that is not guarded"),

  DAEMON_STATE_DIR(
      "daemon.state-dir",
      new Text("an absolute path"),
      "\"/var/lib/portsnare\"",
      "the directory of `ledger.db` and the lock"),
  DAEMON_CONTROL_SOCKET(
      "daemon.control-socket",
      new Text("an absolute path"),
      "\"/run/portsnare/control.sock\"",
      "the unix socket on which the daemon takes commands; at most 107 bytes. Members of the group"
          + " `portsnare`, if it exists, may use it for commands that only read"),
  DAEMON_OWN_TABLE(
      "daemon.own-table",
      new Flag(),
      "true",
      "own the table, if the kernel has `owner` and `persist`"),
  DAEMON_NFLOG_GROUP(
      "daemon.nflog-group",
      new Whole(1, 65_535),
      "42",
      "the NFLOG group that carries the hits; choose another one if a program uses this one"),

  PUBLISH_DIR(
      "publish.dir",
      new Text("an absolute path"),
      null,
      "the directory for the published files. Without this key, nothing is published, and no other"
          + " key of this table is allowed. The directory is created if necessary. It must not"
          + " contain `daemon.state-dir`",
      "\"/var/lib/portsnare/public\""),
  PUBLISH_EVERY(
      "publish.every",
      new Duration(),
      "\"10m\"",
      "the interval; 10s or more. `never`: only with `portsnare publish now`. The first time is at"
          + " the start"),
  PUBLISH_EVIDENCE(
      "publish.evidence",
      new Choice("confirmed", "any"),
      "\"confirmed\"",
      "`confirmed`: leave out bans whose sender may be forged. `any`: publish all bans"),
  PUBLISH_ORIGINS(
      "publish.origins",
      new Array("words"),
      "[\"trap\"]",
      "which bans to publish: those of this host's traps (`trap`), those made by hand (`manual`),"
          + " those imported from other lists (`import`)",
      "[\"trap\", \"manual\"]"),
  PUBLISH_MIN_AGE(
      "publish.min-age",
      new Duration(),
      "0",
      "minimum age of a published ban: time to lift a ban that was a mistake",
      "\"1h\""),
  PUBLISH_HIDE_PORTS(
      "publish.hide-ports", new Flag(), "false", "leave out the ports that were touched"),
  PUBLISH_CONTACT(
      "publish.contact",
      new Text("one line"),
      "\"\"",
      "contact for removal requests, at most 200 characters. A mail address or a URL becomes a"
          + " link",
      "\"abuse@example.net\""),

  WEB_LISTEN(
      "web.listen",
      new Text("an address with a port, or nothing"),
      "\"127.0.0.1:8480\"",
      "address and port of the HTTP server for the status page, metrics and the published files;"
          + " IPv6 in brackets. Empty: no server. A public address is refused without `web.public`",
      "\"[::1]:8480\""),
  WEB_PUBLIC(
      "web.public",
      new Flag(),
      "false",
      "serve the published files to anybody, and nothing else. Public addresses are `0.0.0.0`,"
          + " `[::]` and every address that is not loopback, private or link-local"),
  WEB_HOSTS(
      "web.hosts",
      new Array("host names"),
      "[]",
      "host names under which the status page answers, besides addresses and `localhost`",
      "[\"guard.example.org\"]"),

  LEDGER_KEEP(
      "ledger.keep",
      new Duration(),
      "\"400d\"",
      "how long a ban is kept in the ledger after its end, with its packets; at least 1d. The"
          + " counts of each hour and day are kept for good. A ban that is forgotten does not make"
          + " the next one of its sender longer");

  /** Tables that are planned. Until they work, they are refused, not ignored. */
  static final Set<String> LATER = Set.of("fleet", "geo", "feeds", "notify");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // records of numbers, strings and copied lists
  private final Syntax syntax;

  private final @Nullable String defaultValue;
  private final String meaning;
  private final @Nullable String example;

  Key(String path, Syntax syntax, @Nullable String defaultValue, String meaning) {
    this(path, syntax, defaultValue, meaning, null);
  }

  Key(
      String path,
      Syntax syntax,
      @Nullable String defaultValue,
      String meaning,
      @Nullable String example) {
    this.path = path;
    this.syntax = syntax;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
    this.example = example;
  }

  /** The full name, with its table: {@code ban.expire}. */
  public String path() {
    return path;
  }

  /** The name of its table; empty for the top of the file. */
  public String section() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** The name inside its table: {@code expire}. */
  public String shortName() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  public Syntax syntax() {
    return syntax;
  }

  /** The default value in TOML; empty if no value is the same as leaving the key out. */
  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** What the key does. No full stop at the end. */
  public String meaning() {
    return meaning;
  }

  /** Another value, in TOML, if the default is not enough of an example. */
  public Optional<String> example() {
    return Optional.ofNullable(example);
  }

  @Override
  public String toString() {
    return path;
  }
}
