package org.portsnare.imports;

import java.util.List;
import java.util.regex.Pattern;
import org.portsnare.imports.source.ImportException;

/**
 * Files that people mistake for lists of bans, detected by their first line; with what to import
 * instead.
 */
final class Lookalike {
  private record Kind(Pattern line, String what) {
    Kind(String line, String what) {
      this(Pattern.compile(line), what);
    }
  }

  private static final String ADDRESS = "[0-9a-fA-F]*[.:][0-9a-fA-F.:/]*";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "<ipsets>.*", "the output of ipset list -o xml; import the output of ipset save"),
          new Kind("<.*", "a web page or XML; import the list itself"),
          new Kind(
              "\\*(filter|nat|mangle|raw|security)|.* -j [A-Z]+.*|Chain \\S+ \\(.*",
              "rules of iptables; import a list of the addresses in them"),
          new Kind(
              "[+╭┌][-─].*|[|│] *ID .*|No active decisions.*",
              "the table output of cscli; import the output of cscli decisions list -o raw"),
          new Kind(
              "Status for the jail.*",
              "the output of fail2ban-client; import fail2ban's database, fail2ban.sqlite3"),
          new Kind(
              "[0-9]+\\|[0-9]+\\|[0-9]+\\|\\S+",
              "sshguard's blacklist; import the output of cut -d'|' -f4"),
          new Kind(
              "[A-Za-z.]*[G-Zg-z][A-Za-z.]* *: *" + ADDRESS + ".*",
              "hosts.deny; import the output of sed 's/^[^:]*: *//'"),
          new Kind(
              "(deny|allow) " + ADDRESS + ";.*",
              "rules of nginx; import the output of sed 's/^deny //; s/;.*//'"),
          new Kind(
              "(Deny from|Require not ip) .*", "rules of Apache; import a list of the addresses"),
          new Kind(
              "[^,;]*[^,;0-9a-fA-F:.][^,;]*:[0-9.]+-[0-9.]+",
              "a list of PeerGuardian; import the output of sed 's/.*://'"),
          new Kind(
              ADDRESS + "\\s+[A-Za-z][A-Za-z0-9.-]*(\\s.*)?",
              "a hosts file, which has names; import a list of addresses"),
          new Kind(
              "[0-9]+,[^,]*,(Ip|Range|AS|Country):.*",
              "the output of cscli decisions list -o raw without its first line; keep that line"),
          new Kind(
              "\"?" + ADDRESS + "\"?\\s*[,|]\\s*(?![0-9]+$).+",
              "a table without a heading; add one such as address,note"),
          new Kind(
              "/ip firewall .*", "a script of MikroTik; import a list of the addresses in it"));

  private Lookalike() {}

  /**
   * Refuses a file of a known kind that cannot be imported.
   *
   * @throws ImportException with what the file looks like
   */
  static void check(String line) {
    for (Kind kind : KINDS) {
      if (kind.line().matcher(line).matches()) {
        throw new ImportException("it looks like " + kind.what());
      }
    }
  }
}
