package org.portsnare.cli.manual;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** portsnare(1). */
final class CommandPage {
  /** Maximum number of options that a line names. */
  private static final int MANY = 3;

  /** Maximum number of words for a value that fit into a line. */
  private static final int MANY_WORDS = 7;

  private final CommandSpec root;
  private final List<CommandEntry> commands;
  private final Roff page = new Roff("PORTSNARE", 1, ManualProse.DATE);

  private CommandPage(CommandSpec root, List<CommandEntry> commands) {
    this.root = root;
    this.commands = commands;
  }

  static String write(CommandSpec root, List<CommandEntry> commands) {
    CommandPage writer = new CommandPage(root, commands);
    writer.write();
    return writer.page.toString();
  }

  private void write() {
    page.section("Name").line("portsnare \\- " + ManualProse.TAGLINE);
    synopsis();
    page.section("Description");
    for (String paragraph : ManualProse.DESCRIPTION) page.paragraph(paragraph);
    options();
    page.section("Commands");
    commands.stream().filter(command -> !command.isGroup()).forEach(this::command);
    exitStatus();
    environment();
    files();
    examples();
    page.section("Caution");
    for (String paragraph : ManualProse.CAUTION) page.paragraph(paragraph);
    page.section("See also").text(ManualProse.SEE_ALSO);
  }

  private void synopsis() {
    page.section("Synopsis");
    page.line(".B portsnare");
    page.line(
        Roff.italic("COMMAND")
            + " ["
            + Roff.italic("OPTION")
            + "]... ["
            + Roff.italic("ARGUMENT")
            + "]...");
    page.line(".br");
    page.line(".B portsnare");
    page.line(Roff.bold("-h") + "|" + Roff.bold("-V"));
  }

  /** The common options, once. */
  private void options() {
    page.section("Options");
    CommandEntry any =
        commands.stream().filter(CommandEntry::takesConfig).findFirst().orElseThrow();
    for (OptionSpec option : any.options()) {
      if (!CommandEntry.isCommon(option)) continue;
      String but = CommandEntry.isConfig(option) ? " " + withoutConfig() : "";
      page.item(term(option), description(option) + but);
    }
    page.paragraph(ManualProse.DURATIONS);
  }

  private String withoutConfig() {
    String names =
        commands.stream()
            .filter(command -> !command.isGroup() && !command.takesConfig())
            .map(command -> "`" + command.path() + "`")
            .collect(joining(" and "));
    return "Every command except " + names + " has it.";
  }

  private void command(CommandEntry command) {
    page.line(".TP");
    page.line(synopsis(command));
    page.text(command.description());
    List<OptionSpec> options = command.ownOptions();
    List<PositionalParamSpec> parameters = command.parameters();
    if (options.isEmpty() && parameters.isEmpty()) return;
    page.indented(
        () -> {
          parameters.forEach(p -> page.item(Roff.italic(p.paramLabel()), description(p)));
          options.forEach(option -> page.item(term(option), description(option)));
        });
  }

  private static String synopsis(CommandEntry command) {
    List<OptionSpec> own = command.ownOptions();
    Stream<String> options =
        own.size() > MANY
            ? Stream.of("[" + Roff.italic("OPTION") + "]...")
            : own.stream().map(CommandPage::optional);
    Stream<String> parameters = command.parameters().stream().map(CommandPage::parameter);
    return Stream.of(Stream.of(Roff.bold(command.path())), options, parameters)
        .flatMap(parts -> parts)
        .collect(joining(" "));
  }

  private static String optional(OptionSpec option) {
    String repeated = option.isMultiValue() ? "..." : "";
    return "[" + Roff.bold(option.longestName()) + value(option) + "]" + repeated;
  }

  private static String parameter(PositionalParamSpec parameter) {
    String name = Roff.italic(parameter.paramLabel());
    String repeated = parameter.arity().max() > 1 ? "..." : "";
    return parameter.arity().min() == 0 ? "[" + name + "]" + repeated : name + repeated;
  }

  private static String term(OptionSpec option) {
    return Arrays.stream(option.names()).map(Roff::bold).collect(joining(", ")) + value(option);
  }

  private static String value(OptionSpec option) {
    if (!CommandEntry.takesValue(option)) return "";
    List<String> words = CommandEntry.words(option);
    if (words.isEmpty()) return "=" + Roff.italic(option.paramLabel());
    if (words.size() > MANY_WORDS) return "=" + Roff.italic("WORD");
    return "=" + words.stream().map(Roff::bold).collect(joining("|"));
  }

  private static String description(ArgSpec argument) {
    return words(argument) + String.join(" ", argument.description());
  }

  /** The words for a value, if they do not fit into the line of their option. */
  private static String words(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !CommandEntry.takesValue(option)) return "";
    List<String> words = CommandEntry.words(option);
    if (words.size() <= MANY_WORDS) return "";
    return "One of " + words.stream().map(word -> "`" + word + "`").collect(joining(", ")) + ". ";
  }

  private void exitStatus() {
    page.section("Exit status");
    root.usageMessage()
        .exitCodeList()
        .forEach((status, meaning) -> page.item(Roff.bold(status), sentence(meaning)));
    page.paragraph("Some commands have statuses of their own:");
    for (CommandEntry command : commands) {
      Map<String, String> own = command.exitStatus();
      if (own.isEmpty()) continue;
      String text =
          own.entrySet().stream()
              .map(e -> "`" + e.getKey() + "`: " + e.getValue())
              .collect(joining("; "));
      page.item(Roff.bold(command.path()), text + ".");
    }
    page.paragraph("Messages of errors go to standard error.");
  }

  static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  private void environment() {
    page.section("Environment");
    for (String[] variable : ManualProse.ENVIRONMENT)
      page.item(Roff.bold(variable[0]), variable[1]);
  }

  private void files() {
    page.section("Files");
    for (String[] file : ManualProse.FILES) page.item(Roff.italic(file[0]), file[1]);
  }

  private void examples() {
    page.section("Examples");
    for (String[] example : ManualProse.EXAMPLES) {
      page.paragraph(example[0]);
      page.example(Arrays.asList(example).subList(1, example.length));
    }
  }
}
