package org.portsnare.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portsnare.ban.Prefix;

/** Writes {@code docs/detection.md} from the measurements. */
final class DetectionPage {
  private final Map<Setting, DetectionRun.Result> results;
  private final StringBuilder text = new StringBuilder();

  private DetectionPage(Map<Setting, DetectionRun.Result> results) {
    this.results = results;
  }

  static String of(Map<Setting, DetectionRun.Result> results) {
    DetectionPage page = new DetectionPage(results);
    page.write();
    return page.text.toString();
  }

  private void write() {
    text.append(DetectionProse.BEGINNING);
    settings();
    text.append(DetectionProse.LEGEND);
    text.append("\n## Scanners over IPv4\n\n");
    scanners(false);
    text.append("\n## Scanners over IPv6\n\n");
    scanners(true);
    text.append(DetectionProse.INNOCENTS);
    innocents();
    text.append(DetectionProse.NOTES);
    text.append(DetectionProse.CRAFTED);
    text.append(DetectionProse.PORTS);
    text.append(DetectionProse.COMMANDS);
    commands();
  }

  private void settings() {
    text.append("| column | configuration | what bans |\n| --- | --- | --- |\n");
    for (Setting setting : Setting.values()) {
      row(setting.title(), Stream.of(keys(setting), setting.meaning()));
    }
  }

  private static String keys(Setting setting) {
    String keys =
        setting
            .toml()
            .lines()
            .filter(line -> !line.startsWith("["))
            .collect(Collectors.joining("`, `", "`", "`"));
    return keys.equals("``") ? "an empty file" : keys;
  }

  private void scanners(boolean ipv6) {
    header("scan");
    for (Attack.Suspect suspect : Attack.suspects(ipv6)) {
      row(suspect.title(), columns(result -> String.valueOf(result.findings().get(suspect))));
    }
  }

  private void innocents() {
    header("program");
    for (Innocent innocent : Innocent.values()) {
      row(innocent.title(), columns(result -> String.valueOf(bans(result, innocent))));
    }
  }

  private static long bans(DetectionRun.Result result, Innocent innocent) {
    return result.bansOfInnocents().stream()
        .map(Prefix::parse)
        .filter(
            ban ->
                ban.contains(Prefix.parse(innocent.address(false)))
                    || ban.contains(Prefix.parse(innocent.address(true))))
        .count();
  }

  private void commands() {
    line("nmap SCAN " + Attack.PORTS + " " + Attack.NMAP + " " + Attack.NMAP_SENDER + " HOST");
    List.of(Attack.MASSCAN, Attack.ZMAP, Attack.HPING).forEach(attack -> line(attack.template()));
  }

  private void line(String command) {
    text.append("    ").append(command).append('\n');
  }

  private interface Cell {
    String of(DetectionRun.Result result);
  }

  private Stream<String> columns(Cell cell) {
    return Stream.of(Setting.values()).map(setting -> cell.of(results.get(setting)));
  }

  private void header(String first) {
    row(first, Stream.of(Setting.values()).map(Setting::title));
    row("---", Stream.of(Setting.values()).map(_ -> "---"));
  }

  private void row(String first, Stream<String> cells) {
    text.append(
        Stream.concat(Stream.of(first), cells).collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}
