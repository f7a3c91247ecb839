package org.portsnare.cli.manual;

/** The text of the manual page that is in no annotation, in Markdown. */
final class ManualProse {
  /** Date of the last change of this text; manual pages show it at the bottom. */
  static final String DATE = "2026-11-30";

  static final String TAGLINE = "ban whoever touches a port that nobody has any business touching";

  static final String[] DESCRIPTION = {
    "The administrator names trap ports: 23, 445, 3389 and so on. The first packet to one of them"
        + " puts its sender into a set in the kernel. After that the host drops all packets of that"
        + " sender, on every port. Bans expire, survive restarts, cover IPv4 and IPv6, and can be"
        + " explained one by one.",
    "The kernel's nf_tables decides a first ban, in the packet path, with one table: `inet"
        + " portsnare`. The daemon, `portsnare run`, writes that table. It learns of bans"
        + " afterwards, records their reasons, makes repeated bans longer, restores bans after a"
        + " restart, and repairs the table. While no daemon runs, the table still bans.",
    "One packet can be forged, so a ban is `probable` at first. It becomes `confirmed` when its"
        + " sender completes a handshake.",
    "The other commands ask the running daemon over its control socket, or work without a daemon."
        + " Commands that touch the kernel need root. The daemon answers root, its own user, and"
        + " members of the group `portsnare`; members of the group may only read.",
  };

  static final String[] CAUTION = {
    "Put your own address into `allow.addresses` before the first `portsnare run`. An SSH session"
        + " is protected while it lasts, not after.",
    "From a console, `portsnare unban` `ADDRESS`, `portsnare allow` `ADDRESS` or `portsnare down`"
        + " lets you in again.",
  };

  static final String DURATIONS =
      "A DURATION is a number and a unit, such as `30s`, `10m`, `12h` or `10d`. For a ban, `never`"
          + " is possible too.";

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
      "The keys that sign the published lists. `portsnare publish keygen` makes them."
    },
    {
      "/run/portsnare/control.sock",
      "The control socket, on which the daemon takes commands; `daemon.control-socket`."
    },
  };

  static final String[][] ENVIRONMENT = {
    {"PORTSNARE_CONFIG", "The configuration file, if `-c` names none."},
    {
      "COLUMNS",
      "The width of the output. Default: the width of the terminal; no limit without one."
    },
    {
      "JAVA_HOME",
      "The JDK to run with. Default: the JDK of the build, otherwise one that is found on the"
          + " machine. A package with its own Java runtime always uses that runtime."
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
      "List the bans of the last hour, and explain one of them:",
      "portsnare list --since 1h",
      "portsnare explain 203.0.113.7"
    },
    {
      "Ban a network by hand for a month; lift it:",
      "portsnare ban --for 30d --reason 'mail floods' 198.51.100.0/24",
      "portsnare unban 198.51.100.0/24"
    },
    {
      "Import the sets of another firewall, with their remaining time:",
      "ipset save | portsnare import --format ipset --dry-run -",
      "ipset save | portsnare import --format ipset -"
    },
    {"Write only addresses, for another program:", "portsnare export --format plain | sort -V"},
    {"Leave no trace in the kernel:", "portsnare down"},
  };

  static final String SEE_ALSO = "portsnare.toml(5), nft(8), nftables(8), ipset(8), signify(1)";

  private ManualProse() {}
}
