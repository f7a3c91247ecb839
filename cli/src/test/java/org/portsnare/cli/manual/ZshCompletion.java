package org.portsnare.cli.manual;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** For zsh, with its own functions {@code _arguments} and {@code _describe}. */
final class ZshCompletion {
  private final List<CommandEntry> commands;
  private final StringBuilder out = new StringBuilder();

  private ZshCompletion(List<CommandEntry> commands) {
    this.commands = commands;
  }

  static String write(List<CommandEntry> commands) {
    ZshCompletion completion = new ZshCompletion(commands);
    completion.write();
    return completion.out.toString();
  }

  private void write() {
    line("#compdef portsnare");
    line("# Written by make docs. Do not change it here.");
    line("");
    group("", commands.stream().filter(command -> command.depth() == 1).toList());
    commands.forEach(this::command);
    line("_portsnare \"$@\"");
  }

  private void command(CommandEntry command) {
    if (command.isGroup()) {
      group(command.path(), command.members(commands));
      return;
    }
    line(function(command.path()) + "() {");
    line("  _arguments -s \\");
    line(
        Stream.concat(
                command.options().stream().map(ZshCompletion::option),
                command.parameters().stream().map(ZshCompletion::parameter))
            .collect(joining(" \\\n    ", "    ", "")));
    line("}");
    line("");
  }

  private void group(String path, List<CommandEntry> members) {
    line(function(path) + "() {");
    line("  local curcontext=$curcontext state line");
    line("  local -a commands=(");
    members.forEach(member -> line("    " + quoted(member.name() + ":" + member.brief())));
    line("  )");
    line("  _arguments -C \\");
    line("    '(- *)'{-h,--help}'[Show this help message and exit]' \\");
    line("    '(- *)'{-V,--version}'[Print version information and exit]' \\");
    line("    '1: :->command' \\");
    line("    '*:: :->argument'");
    line("  case $state in");
    line("    command) _describe -t commands command commands ;;");
    line("    argument)");
    line("      curcontext=${curcontext%:*}-$words[1]:");
    line("      case $words[1] in");
    members.forEach(
        member -> line("        " + member.name() + ") " + function(member.path()) + " ;;"));
    line("      esac");
    line("      ;;");
    line("  esac");
    line("}");
    line("");
  }

  private static String function(String path) {
    return "_portsnare" + (path.isEmpty() ? "" : "_" + path.replace(' ', '_'));
  }

  /** An option, such as {@code '(-c --config)'{-c+,--config=}'[what it is]:FILE:_files'}. */
  private static String option(OptionSpec option) {
    String what = "[" + escaped(CommandEntry.brief(option)) + "]";
    boolean value = CommandEntry.takesValue(option);
    String label = option.paramLabel().replace("|", " or ");
    String end = value ? what + ":" + label + ":" + action(option) : what;
    if (option.names().length == 1) {
      String repeated = option.isMultiValue() ? "*" : "";
      return quoted(repeated + option.longestName() + (value ? "=" : "") + end);
    }
    boolean alone = option.usageHelp() || option.versionHelp();
    String others = alone ? "(- *)" : "(" + String.join(" ", option.names()) + ")";
    String names =
        Stream.of(option.names())
            .map(name -> value ? name + (name.startsWith("--") ? "=" : "+") : name)
            .collect(joining(","));
    return quoted(others) + "{" + names + "}" + quoted(end);
  }

  private static String parameter(PositionalParamSpec parameter) {
    String place = parameter.arity().max() > 1 ? "*" : parameter.arity().min() == 0 ? ":" : "";
    return quoted(place + ":" + parameter.paramLabel() + ":" + action(parameter));
  }

  private static String action(ArgSpec argument) {
    return switch (CommandEntry.completion(argument)) {
      case NOTHING -> " ";
      case WORDS -> "(" + String.join(" ", CommandEntry.words(argument)) + ")";
      case FILES -> "_files";
      case DIRECTORIES -> "_files -/";
    };
  }

  private static String escaped(String text) {
    return text.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
