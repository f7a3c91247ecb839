package org.portsnare.cli;

import java.util.List;

/** Command lines to begin with, as {@code --help} shows them. */
final class Examples {
  private Examples() {}

  /**
   * A few for one command, each with a comment behind it.
   *
   * @param path its words behind {@code portsnare}: {@code publish verify}
   */
  static List<String> of(String path) {
    return switch (path) {
      case "demo" -> List.of("portsnare demo                   # changes nothing on this machine");
      case "doctor" ->
          List.of(
              "portsnare doctor                 # can this kernel do it?",
              "portsnare doctor --host          # is this machine ready for it?");
      case "init" ->
          List.of(
              "portsnare init                   # looks, proposes, asks",
              "portsnare init --print           # shows the proposal and writes nothing",
              "portsnare init --yes --observe   # asks nothing; nobody is banned yet");
      case "check" ->
          List.of(
              "portsnare check                  # the file in force",
              "portsnare check -c new.toml      # a draft",
              "portsnare check --ruleset        # the table, in nft's language");
      case "status" -> List.of("portsnare status", "portsnare status --format json | jq .coverage");
      case "list" ->
          List.of(
              "portsnare list --since 1h telnet      # who touched telnet in the last hour",
              "portsnare list masscan 203.0.         # by this tool, from such addresses",
              "portsnare list --sort dropped --top 10",
              "portsnare list --format plain         # one address per line, for programs");
      case "watch" -> List.of("portsnare watch                  # hits and changes of bans");
      case "report" ->
          List.of(
              "portsnare report --since 24h           # to read here",
              "portsnare report -o report.html        # the last 30 days, for a browser");
      case "explain" ->
          List.of(
              "portsnare explain 203.0.113.7",
              "portsnare explain 2001:db8::/64  # a network, with the bans in it");
      case "ban" ->
          List.of(
              "portsnare ban 203.0.113.7 --for 30d --reason \"guesses passwords\"",
              "portsnare ban - < addresses.txt  # many, one per line");
      case "unban" ->
          List.of(
              "portsnare unban 203.0.113.7",
              "portsnare unban 203.0.113.0/24 --inside   # and every ban in this network");
      case "allow" ->
          List.of(
              "portsnare allow 198.51.100.20 --comment office",
              "portsnare allow 198.51.100.20 --for 1h");
      case "disallow" -> List.of("portsnare disallow 198.51.100.20");
      case "reload" -> List.of("portsnare check && portsnare reload");
      case "apply" ->
          List.of("portsnare apply --confirm 60s    # taken back unless you confirm within 60 s");
      case "confirm" ->
          List.of("portsnare confirm                # keep what apply has put on trial");
      case "revert" ->
          List.of("portsnare revert                 # do not wait until the trial ends");
      case "import" ->
          List.of(
              "portsnare import drop.txt --dry-run       # what would be imported",
              "ipset save blocked | portsnare import -");
      case "export" -> List.of("portsnare export --format csv > bans.csv");
      case "publish" -> List.of("portsnare publish now", "portsnare publish verify /srv/lists");
      case "publish now" -> List.of("portsnare publish now");
      case "publish keygen" ->
          List.of("portsnare publish keygen         # once; then lists are signed");
      case "publish verify" ->
          List.of("portsnare publish verify /srv/lists --key publish.pub --max-age 1d");
      case "backup" -> List.of("portsnare backup /root/ledger-copy.db");
      case "replay" ->
          List.of(
              "portsnare replay capture.pcap        # which senders would be banned?",
              "portsnare replay *.pcap --as wide    # and with traps.closed?");
      case "run" -> List.of("portsnare run                    # Ctrl-C ends it; the table stays");
      case "stop" -> List.of("portsnare stop");
      case "down" ->
          List.of("portsnare down                   # no ban in force; run restores all");
      default -> List.of();
    };
  }
}
