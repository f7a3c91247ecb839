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
 * name and limits from here; the manual page and the tables of {@code docs/configuration.md} are
 * written from it.
 *
 * <p>Defaults and examples are TOML. A meaning is Markdown without links.
 */
public enum Key {
  OBSERVE(
      "observe",
      new Flag(),
      "false",
      "record who would be banned, ban and drop nothing, answer nothing. Existing bans are kept and"
          + " not enforced meanwhile. `portsnare list --observed` shows who was seen; nobody of"
          + " them is banned when it is turned off"),

  TRAPS_INTERFACES(
      "traps.interfaces",
      new Array("names of interfaces"),
      "[\"auto\"]",
      "interfaces on which traps are set; bans hold on all of them. `auto` = those by which the"
          + " Internet is reached, by the default routes of every routing table, split ones"
          + " included, IPv4 and IPv6; without any, the last ones. A named interface may come up"
          + " later. `lo` is never guarded",
      "[\"eth0\", \"ppp0\"]"),
  TRAPS_TCP(
      "traps.tcp",
      new Array("ports"),
      "[21, 23, 53, 81, 88, 111, 135, 137, 138, 139, 445, 1433, 1521, 2323, 2375, 3306, 3389, 5432,"
          + " 5555, 5900, 5985, 6379, 7547, 8291, 8728, 9100, 9200, 11211, 25565, 27017, 27019,"
          + " 37215, 52869]",
      "TCP traps: ports 1 to 65535, single or as a range in quotes",
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
      "`syn`: the first SYN to a TCP trap bans. `handshake`: only a completed handshake does; it"
          + " needs the kernel's synproxy"),
  TRAPS_PROVE(
      "traps.prove",
      new Flag(),
      "true",
      "with `syn`: ban at the SYN, then let the sender complete its handshake with the trap, which"
          + " makes the ban `confirmed`. `false`: traps stay silent, and bans stay `probable`"),
  TRAPS_HITS(
      "traps.hits",
      new Whole(1, 10_000),
      "1",
      "hits of named traps before a ban. Those before are dropped"),
  TRAPS_WITHIN(
      "traps.within",
      new Duration(),
      "\"10s\"",
      "the time in which `traps.hits` and `traps.closed-ports` must come, counted from the first,"
          + " 1s to 7d"),
  TRAPS_STEALTH(
      "traps.stealth",
      new Flag(),
      "true",
      "packets that no TCP sends, to any local port: without SYN, RST and ACK (NULL, FIN, XMAS,"
          + " PSH, URG), and SYN with FIN or RST"),
  TRAPS_CLOSED_PORTS(
      "traps.closed-ports",
      new Whole(0, 1_000),
      "0",
      "ban after SYNs to so many distinct ports on which nothing listens; `0`: no. Published and"
          + " forwarded ports do not count"),
  TRAPS_CLOSED(
      "traps.closed",
      new Flag(),
      "false",
      "every TCP port is a trap on which nothing listens, in either family and on any address, and"
          + " on which nothing has listened within `traps.recently-open`. A first SYN to one bans"
          + " for `ban.expire-closed`; `traps.closed-ports` does not count then. Named traps keep"
          + " their rule"),
  TRAPS_SWEEP(
      "traps.sweep",
      new Whole(0, 1_000),
      "0",
      "ban after SYNs to so many distinct addresses of this host, of one family and within an hour,"
          + " on whatever ports that nothing listens on, those of `traps.except` too; at least 2;"
          + " `0`: no. For hosts with many addresses"),
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
      "for how long a port on which something has listened is no trap by `traps.closed`, 1s to"
          + " 365d. It is learnt from the listening sockets and from what this host answers,"
          + " published ports included"),
  TRAPS_UDP_BANS(
      "traps.udp-bans",
      new Flag(),
      "false",
      "ban for a datagram too, though anybody can forge its sender"),
  TRAPS_FORWARDED(
      "traps.forwarded",
      new Flag(),
      "false",
      "set the TCP traps and `traps.stealth` for what this machine forwards to others, too. What is"
          + " forwarded by address translation (published ports) is passed over. Name only ports"
          + " that no machine behind serves"),

  BAN_EXPIRE("ban.expire", new Duration(), "\"10d\"", "how long the first ban of an address lasts"),
  BAN_EXPIRE_PROBABLE(
      "ban.expire-probable",
      new Duration(),
      null,
      "how long each ban lasts whose evidence may be forged, whichever ban it is. Once confirmed it"
          + " lasts as `ban.expire` and `ban.repeat` say. Without it these hold for all bans",
      "\"1h\""),
  BAN_EXPIRE_CLOSED(
      "ban.expire-closed",
      new Duration(),
      "\"1h\"",
      "with `traps.closed`: how long the first ban for a closed port lasts; further ones as"
          + " `ban.repeat` says"),
  BAN_EXPIRE_BROWSER(
      "ban.expire-browser",
      new Duration(),
      "\"10m\"",
      "how long a ban lasts whose sender, by its first words, is a browser that a page or a link"
          + " elsewhere has sent to a trap, or a program that previews links; once a day for each"
          + " sender. Such bans are not published. `never`: as any other"),
  BAN_REPEAT(
      "ban.repeat",
      new Array("durations"),
      "[\"30d\", \"180d\"]",
      "the second, third, ... ban; the last entry stands for all later ones. `[]`: always"
          + " `ban.expire`"),
  BAN_IPV4_PREFIX(
      "ban.ipv4-prefix", new Whole(8, 32), "32", "bits of an IPv4 sender that one hit bans"),
  BAN_IPV6_PREFIX(
      "ban.ipv6-prefix", new Whole(16, 128), "64", "bits of an IPv6 sender that one hit bans"),
  BAN_IPV4_LADDER(
      "ban.ipv4-ladder",
      new Array("steps"),
      "[]",
      "with so many active bans inside it, on any evidence, a network is banned as a whole; so a"
          + " few forged packets can do that, unless only proof bans. Each step is wider than the"
          + " one before; none is wider than /16. A network that holds an exempt address, a gateway"
          + " or an on-link network is never banned",
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
      "IPv6 prefixes by which this network translates IPv4 senders (NAT64, SIIT): in them one hit"
          + " bans a single address. Those of RFC 6052, RFC 8215 and Teredo are known",
      "[\"2001:db8:64::/96\"]"),
  BAN_NEW_PER_SECOND(
      "ban.new-per-second",
      new Whole(0, 1_000_000),
      "200",
      "flood breaker: up to so many new bans per second, and ten times that at once, for each kind"
          + " of packet that may be forged (SYN, stealth, closed ports, sweeps, UDP). Above it a"
          + " SYN bans only with a completed handshake, or with a second trap within ten seconds;"
          + " other packets ban nobody. `0`: no breaker"),
  BAN_MAX("ban.max", new Whole(1, 50_000_000), "1000000", "size of each ban set"),
  BAN_RESPONSE(
      "ban.response",
      new Choice("drop", "reject"),
      "\"drop\"",
      "what a banned sender gets: nothing, or ICMP administratively prohibited"),

  ALLOW_ADDRESSES(
      "allow.addresses",
      new Array("addresses and prefixes"),
      "[]",
      "never banned. `0.0.0.0/0` and `::/0` are refused",
      "[\"192.0.2.10\", \"2001:db8:5::/48\"]"),
  ALLOW_AUTO(
      "allow.auto",
      new Flag(),
      "true",
      "never ban own addresses, gateways, name servers of `/etc/resolv.conf`, peers of logged-in"
          + " SSH sessions"),

  ALLOW_LOCAL(
      "allow.local",
      new Flag(),
      "true",
      "never ban a sender on a network to which this host is directly attached, if that is private"
          + " (RFC 1918, unique local) or link-local, or lies behind this host, on an interface"
          + " that is not guarded"),

  DAEMON_STATE_DIR(
      "daemon.state-dir",
      new Text("an absolute path"),
      "\"/var/lib/portsnare\"",
      "the directory of `ledger.db` and the lock"),
  DAEMON_CONTROL_SOCKET(
      "daemon.control-socket",
      new Text("an absolute path"),
      "\"/run/portsnare/control.sock\"",
      "the unix socket on which the daemon takes commands, at most 107 bytes; the group"
          + " `portsnare`, if there is one, may read by it"),
  DAEMON_OWN_TABLE(
      "daemon.own-table",
      new Flag(),
      "true",
      "own the table where the kernel has `owner` and `persist`"),
  DAEMON_NFLOG_GROUP(
      "daemon.nflog-group",
      new Whole(1, 65_535),
      "42",
      "the NFLOG group that carries the hits; choose another if some program has it"),

  PUBLISH_DIR(
      "publish.dir",
      new Text("an absolute path"),
      null,
      "the directory that gets the files. Without it nothing is published, and no other key of this"
          + " table may be there. It is made if need be. It must not hold `daemon.state-dir`",
      "\"/var/lib/portsnare/public\""),
  PUBLISH_EVERY(
      "publish.every",
      new Duration(),
      "\"10m\"",
      "how often; 10s or more. `never`: only with `portsnare publish now`. The first time is at the"
          + " start"),
  PUBLISH_EVIDENCE(
      "publish.evidence",
      new Choice("confirmed", "any"),
      "\"confirmed\"",
      "`confirmed`: leave out bans whose sender may be forged. `any`: all bans"),
  PUBLISH_ORIGINS(
      "publish.origins",
      new Array("words"),
      "[\"trap\"]",
      "whose bans: those of this host's traps (`trap`), those typed in by hand (`manual`), those"
          + " taken over from other lists (`import`)",
      "[\"trap\", \"manual\"]"),
  PUBLISH_MIN_AGE(
      "publish.min-age",
      new Duration(),
      "0",
      "leave out bans that are younger: time to lift one made by mistake",
      "\"1h\""),
  PUBLISH_HIDE_PORTS(
      "publish.hide-ports", new Flag(), "false", "say nowhere which ports were touched"),
  PUBLISH_CONTACT(
      "publish.contact",
      new Text("one line"),
      "\"\"",
      "whom to ask for a removal, in at most 200 characters. A mail address or a page becomes a"
          + " link",
      "\"abuse@example.net\""),

  WEB_LISTEN(
      "web.listen",
      new Text("an address with a port, or nothing"),
      "\"127.0.0.1:8480\"",
      "where the status page, metrics and the published files are served over HTTP; IPv6 in"
          + " brackets. Nothing: not at all. A public address is refused without `web.public`",
      "\"[::1]:8480\""),
  WEB_PUBLIC(
      "web.public",
      new Flag(),
      "false",
      "serve the published files to anybody, and nothing else. `0.0.0.0`, `[::]` and what is"
          + " neither loopback, private nor link-local is public"),
  WEB_HOSTS(
      "web.hosts",
      new Array("host names"),
      "[]",
      "names by which the status page may be asked for, besides addresses and `localhost`",
      "[\"guard.example.org\"]");

  /** Tables that are designed, and refused rather than ignored until they do what they say. */
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

  /** With the table it stands in: {@code ban.expire}. */
  public String path() {
    return path;
  }

  /** The table it stands in; empty for the top of the file. */
  public String section() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** As it is written inside its table: {@code expire}. */
  public String shortName() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  public Syntax syntax() {
    return syntax;
  }

  /** In TOML; empty if leaving the key out is something of its own. */
  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** What it does. No full stop at its end. */
  public String meaning() {
    return meaning;
  }

  /** Another value, in TOML, where the default shows too little. */
  public Optional<String> example() {
    return Optional.ofNullable(example);
  }

  @Override
  public String toString() {
    return path;
  }
}
