package org.portsnare.imports;

import java.util.List;
import java.util.regex.Pattern;

/** Files that people take for lists of bans, known by their first line: what to import instead. */
final class Lookalike {
  private record Kind(Pattern line, String what) {
    Kind(String line, String what) {
      this(Pattern.compile(line), what);
    }
  }

  private static final String ADDRESS = "[0-9a-fA-F]*[.:][0-9a-fA-F.:/]*";

  private static final List<Kind> KINDS =
      List.of(
          new Kind("<ipsets>.*", "what ipset list -o xml writes; import what ipset save writes"),
          new Kind("<.*", "a web page or XML; import the list itself"),
          new Kind(
              "\\*(filter|nat|mangle|raw|security)|.* -j [A-Z]+.*|Chain \\S+ \\(.*",
              "rules of iptables; import a list of the addresses in them"),
          new Kind(
              "[+╭┌][-─].*|[|│] *ID .*|No active decisions.*",
              "what cscli writes for people; import what cscli decisions list -o raw writes"),
          new Kind(
              "Status for the jail.*",
              "what fail2ban-client writes; import fail2ban's database, fail2ban.sqlite3"),
          new Kind(
              "[0-9]+\\|[0-9]+\\|[0-9]+\\|\\S+",
              "sshguard's blacklist; import what cut -d'|' -f4 makes of it"),
          new Kind(
              "[A-Za-z.]*[G-Zg-z][A-Za-z.]* *: *" + ADDRESS + ".*",
              "hosts.deny; import what sed 's/^[^:]*: *//' makes of it"),
          new Kind(
              "(deny|allow) " + ADDRESS + ";.*",
              "rules of nginx; import what sed 's/^deny //; s/;.*//' makes of it"),
          new Kind(
              "(Deny from|Require not ip) .*", "rules of Apache; import a list of the addresses"),
          new Kind(
              "[^,;]*[^,;0-9a-fA-F:.][^,;]*:[0-9.]+-[0-9.]+",
              "a list of PeerGuardian; import what sed 's/.*://' makes of it"),
          new Kind(
              ADDRESS + "\\s+[A-Za-z][A-Za-z0-9.-]*(\\s.*)?",
              "a hosts file, which has names; import a list of addresses"),
          new Kind(
              "[0-9]+,[^,]*,(Ip|Range|AS|Country):.*",
              "what cscli decisions list -o raw writes without its first line; import that too"),
          new Kind(
              "\"?" + ADDRESS + "\"?\\s*[,|]\\s*(?![0-9]+$).+",
              "a table without a heading; put one such as address,note before it"),
          new Kind(
              "/ip firewall .*", "a script of MikroTik; import a list of the addresses in it"));

  private Lookalike() {}

  /**
   * Refuses what is none of ours, but something known.
   *
   * @throws ImportException with what it looks like
   */
  static void check(String line) {
    for (Kind kind : KINDS) {
      if (kind.line().matcher(line).matches()) {
        throw new ImportException("it looks like " + kind.what());
      }
    }
  }
}
