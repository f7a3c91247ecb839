package org.portsnare.cli.manual;

/** What no annotation says: written by hand, in Markdown. */
final class ManualProse {
  /** When this prose was last changed; manual pages have a date at their foot. */
  static final String DATE = "2026-11-25";

  static final String TAGLINE = "ban whoever touches a port that nobody has any business touching";

  static final String[] DESCRIPTION = {
    "The administrator names trap ports: 23, 445, 3389 and so on. The first packet to one of them"
        + " puts its sender into a set in the kernel. From then on the host takes nothing from that"
        + " sender, on any port. Bans expire, survive restarts, cover IPv4 and IPv6, and can be"
        + " explained one by one.",
    "The first ban is decided by nf_tables, in the packet path, by one table of its own, `inet"
        + " portsnare`. The daemon, `portsnare run`, writes that table, learns of bans afterwards,"
        + " remembers why, makes repeated ones longer, restores them, and repairs the table. While"
        + " no daemon runs, the table goes on banning.",
    "One packet can be forged, so a ban is `probable` at first. It becomes `confirmed` when its"
        + " sender completes a handshake.",
    "The other commands ask the running daemon over its control socket, or work without one. What"
        + " touches the kernel needs root; what asks, whoever the control socket lets in.",
  };

  static final String[] CAUTION = {
    "Put your own address into `allow.addresses` before the first `portsnare run`. An SSH session"
        + " is protected while it lasts, not after.",
    "From a console, `portsnare unban` `ADDRESS`, `portsnare allow` `ADDRESS` or `portsnare down`"
        + " lets you in again.",
  };

  static final String DURATIONS =
      "A DURATION is a number and a unit, such as `30s`, `10m`, `12h` or `10d`; where a ban may"
          + " last for good, also `never`.";

  static final String[][] FILES = {
    {
      "/etc/portsnare/portsnare.toml", "The configuration, see portsnare.toml(5). It may be absent."
    },
    {
      "/var/lib/portsnare/ledger.db",
      "The ledger: bans, their evidence and history, and exemptions made by hand. An SQLite"
          + " database; `daemon.state-dir` names the directory."
    },
    {
      "/var/lib/portsnare/publish.sec, /var/lib/portsnare/publish.pub",
      "The keys that sign what is published, from `portsnare publish keygen`."
    },
    {
      "/run/portsnare/control.sock",
      "The control socket, on which the daemon takes commands; `daemon.control-socket`."
    },
  };

  static final String[][] ENVIRONMENT = {
    {"PORTSNARE_CONFIG", "The configuration file, if `-c` names none."},
    {"COLUMNS", "The width of tables, where the terminal does not tell it."},
    {
      "JAVA_HOME",
      "The JDK to run with. Without it that of the build is taken, or one is looked for. A package"
          + " that brings its own Java runtime uses that one."
    },
    {"PORTSNARE_JAVA_OPTIONS", "Further options for the Java virtual machine."},
  };

  static final String[][] EXAMPLES = {
    {
      "See what a configuration means, put it into force on trial, and keep it:",
      "portsnare check",
      "portsnare apply --confirm 60s",
      "portsnare confirm"
    },
    {
      "Who was banned in the last hour, and why one of them:",
      "portsnare list --since 1h",
      "portsnare explain 203.0.113.7"
    },
    {
      "Ban a network by hand for a month; lift it:",
      "portsnare ban --for 30d --reason 'mail floods' 198.51.100.0/24",
      "portsnare unban 198.51.100.0/24"
    },
    {
      "Ban what another firewall had in its sets, for the time that was left:",
      "ipset save | portsnare import --format ipset --dry-run -",
      "ipset save | portsnare import --format ipset -"
    },
    {"Addresses alone, for another program:", "portsnare export --format plain | sort -V"},
    {"Leave no trace in the kernel:", "portsnare down"},
  };

  static final String SEE_ALSO = "portsnare.toml(5), nft(8), nftables(8), ipset(8), signify(1)";

  private ManualProse() {}
}
