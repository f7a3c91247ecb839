package org.portsnare.cli;

/** A configuration in {@link DetectionEndToEndIT}: a column of its tables. */
enum Setting {
  DEFAULTS("defaults", "", "a SYN to a trap; a completed handshake confirms it"),
  UNPROVED(
      "unproved", "[traps]\nprove = false\n", "a SYN to a trap, and nobody is asked for proof"),
  HANDSHAKE(
      "handshake", "[traps]\ntrigger = \"handshake\"\n", "only a completed handshake with a trap"),
  CLOSED(
      "closed ports",
      "[traps]\ntcp = []\nclosed-ports = 5\nwithin = \"60s\"\n",
      "the fifth closed port; there are no traps"),
  WIDE(
      "closed traps",
      "[traps]\nclosed = true\n",
      "as by default, and a SYN to any port on which nothing listens"),
  HITS("three hits", "[traps]\nhits = 3\nwithin = \"60s\"\n", "the third SYN to a trap"),
  UDP(
      "udp bans",
      "[traps]\nudp = [161]\nudp-bans = true\n",
      "as by default, and a datagram to UDP port 161");

  private final String title;
  private final String toml;
  private final String meaning;

  Setting(String title, String toml, String meaning) {
    this.title = title;
    this.toml = toml;
    this.meaning = meaning;
  }

  String title() {
    return title;
  }

  /** The text of the configuration file. */
  String toml() {
    return toml;
  }

  /** The reasons for a ban under it, except stealth probes, which every setting bans. */
  String meaning() {
    return meaning;
  }
}
