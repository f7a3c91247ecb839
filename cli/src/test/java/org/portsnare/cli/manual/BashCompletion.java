package org.portsnare.cli.manual;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.portsnare.cli.manual.CommandEntry.Completion;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** For bash 4.4 and later, with the package bash-completion or without. */
final class BashCompletion {
  private static final String BEGINNING =
      """
      # bash completion for portsnare. Written by make docs. Do not change it here.

      _portsnare() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]-}
        local words='' options='' kind=''
        COMPREPLY=()
        # "--format=json" comes as three words.
        if [[ $cur == = ]]; then
          cur=''
        elif [[ $prev == = && $COMP_CWORD -gt 1 ]]; then
          prev=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        if ((COMP_CWORD == 1)); then
          command=''
        fi
      """;

  private static final String END =
      """
        case $kind in
          files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
          directories) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
          nothing) ;;
          *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
        esac
      }

      complete -F _portsnare portsnare
      """;

  private final List<CommandEntry> commands;
  private final StringBuilder out = new StringBuilder(BEGINNING);

  private BashCompletion(List<CommandEntry> commands) {
    this.commands = commands;
  }

  static String write(List<CommandEntry> commands) {
    BashCompletion completion = new BashCompletion(commands);
    completion.write();
    return completion.out.toString();
  }

  private void write() {
    groups();
    line("  case $command in");
    line("    '')");
    line("      words='" + names(commands.stream().filter(c -> c.depth() == 1)) + "'");
    line("      options='-h --help -V --version'");
    line("      ;;");
    commands.forEach(this::command);
    line("    *) return ;;");
    line("  esac");
    line("  [[ $cur != -* ]] || kind=options words=$options");
    out.append(END);
  }

  /** The command of a group is the word after it. */
  private void groups() {
    for (CommandEntry group : commands) {
      if (!group.isGroup()) continue;
      line("  if [[ $command == " + group.path() + " && $COMP_CWORD -gt 2 ]]; then");
      line("    command+=\" ${COMP_WORDS[2]}\"");
      line("  fi");
    }
  }

  private void command(CommandEntry command) {
    line("    '" + command.path() + "')");
    line("      options='" + optionNames(command) + "'");
    if (command.isGroup()) {
      line("      words='" + names(command.members(commands).stream()) + "'");
    } else {
      line("      kind=" + parameters(command));
    }
    List<OptionSpec> valued = command.options().stream().filter(CommandEntry::takesValue).toList();
    if (!valued.isEmpty()) {
      line("      case $prev in");
      valued.forEach(
          option ->
              line("        " + String.join(" | ", option.names()) + ") " + value(option) + " ;;"));
      line("      esac");
    }
    line("      ;;");
  }

  private static String names(Stream<CommandEntry> commands) {
    return commands.map(CommandEntry::name).collect(joining(" "));
  }

  private static String optionNames(CommandEntry command) {
    return command.options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .collect(joining(" "));
  }

  /** If nothing else can be completed, the options are offered. */
  private static String parameters(CommandEntry command) {
    return command.parameters().stream()
        .map(CommandEntry::completion)
        .filter(completion -> completion != Completion.NOTHING)
        .findFirst()
        .map(BashCompletion::kind)
        .orElse("options words=$options");
  }

  private static String value(ArgSpec option) {
    Completion completion = CommandEntry.completion(option);
    if (completion != Completion.WORDS) return "kind=" + kind(completion) + " options=''";
    return "kind=words words='" + String.join(" ", CommandEntry.words(option)) + "' options=''";
  }

  private static String kind(Completion completion) {
    return switch (completion) {
      case NOTHING -> "nothing";
      case WORDS -> "words";
      case FILES -> "files";
      case DIRECTORIES -> "directories";
    };
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
