package org.portsnare.cli.manual;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.config.Key;

/** portsnare.toml(5): {@code docs/configuration.md} with its tables as lists. */
final class ConfigurationPage {
  private final Roff page = new Roff("PORTSNARE.TOML", 5, ManualProse.DATE);
  private boolean inKeys;

  private ConfigurationPage() {}

  /**
   * Turns Markdown into a manual page.
   *
   * @param markdown the page, whose marks say where its tables are
   */
  static String write(String markdown) {
    ConfigurationPage writer = new ConfigurationPage();
    writer.head();
    // The tables are written again from the keys, as lists, which fit on a terminal.
    String text = Marked.replace(markdown, (name, _) -> "@" + name + "\n");
    String[] parts = text.split("(?m)^## ", -1);
    writer.blocks(parts[0].substring(parts[0].indexOf('\n')));
    for (int i = 1; i < parts.length; i++) writer.part(parts[i]);
    writer.foot();
    return writer.page.toString();
  }

  private void head() {
    page.section("Name").line("portsnare.toml \\- configuration of portsnare(1)");
    page.section("Synopsis").line(Roff.italic("/etc/portsnare/portsnare.toml"));
    page.section("Description");
  }

  private void foot() {
    page.section("Files");
    page.item(
        Roff.italic("/etc/portsnare/portsnare.toml"), "It may be absent: every key has a default.");
    page.section("See also").text("portsnare(1), and for the language https://toml.io/");
  }

  private void part(String part) {
    int end = part.indexOf('\n');
    String title = part.substring(0, end);
    boolean keys = part.contains("\n@");
    if (keys && !inKeys) page.section("Keys");
    inKeys = keys;
    if (keys) page.subsection(title);
    else page.section(title);
    blocks(part.substring(end));
  }

  /** Paragraphs, code and lists of keys, with an empty line between. */
  private void blocks(String text) {
    for (String block : text.strip().split("\n\n+", -1)) {
      if (block.isBlank()) continue;
      if (block.startsWith("@")) keys(block.substring(1).strip());
      else if (block.startsWith("    ")) page.example(code(block));
      else page.paragraph(block.replace("\n", " "));
    }
  }

  private static List<String> code(String block) {
    List<String> lines = new ArrayList<>();
    block.lines().map(line -> line.replaceFirst("^ {4}", "")).forEach(lines::add);
    return lines;
  }

  private void keys(String name) {
    for (Key key : KeyTables.of(name)) {
      String value = KeyTables.words(key.syntax(), "`");
      page.line(".TP").line(Roff.bold(key.shortName()) + " = " + Roff.spans(value));
      page.text(CommandPage.sentence(key.meaning()));
      page.line(".br");
      String def = key.defaultValue().map(toml -> "Default: `" + toml + "`.").orElse("No default.");
      page.text(def + key.example().map(toml -> " Example: `" + toml + "`.").orElse(""));
    }
  }
}
