package org.portsnare.cli.manual;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** For fish: a line for each thing that can be completed. */
final class FishCompletion {
  private static final String BEGINNING =
      """
      # Written by make docs. Do not change it here.

      # Whether the command is the one that is given: the words behind portsnare, with no word for none.
      function __portsnare_is
          set -l words (commandline -opc)
          set -e words[1]
          set -l length (count $argv)
          test (count $words) -ge $length; or return
          test $length -gt 0; or return (count $words)
          test "$words[1..$length]" = "$argv"
      end

      # The same, and no further word is there.
      function __portsnare_ends
          __portsnare_is $argv; and test (count (commandline -opc)) -eq (math (count $argv) + 1)
      end

      complete -c portsnare -f
      complete -c portsnare -n __portsnare_is -s h -l help -d 'Show this help message and exit'
      complete -c portsnare -n __portsnare_is -s V -l version -d 'Print version information and exit'
      """;

  private final StringBuilder out = new StringBuilder(BEGINNING);

  private FishCompletion() {}

  static String write(List<CommandEntry> commands) {
    FishCompletion completion = new FishCompletion();
    commands.forEach(completion::command);
    return completion.out.toString();
  }

  private void command(CommandEntry command) {
    out.append('\n');
    int end = command.path().lastIndexOf(' ');
    String before =
        end < 0 ? "__portsnare_is" : "'__portsnare_ends " + command.path().substring(0, end) + "'";
    line("-n " + before + " -a " + command.name() + description(command.brief()));
    String here = "-n '__portsnare_is " + command.path() + "'";
    if (command.isGroup()) return;
    for (OptionSpec option : command.options()) line(here + option(option));
    command.parameters().stream()
        .map(FishCompletion::value)
        .filter(v -> !v.isBlank())
        .forEach(v -> line(here + v));
  }

  private static String option(OptionSpec option) {
    StringBuilder text = new StringBuilder();
    Stream.of(option.names())
        .forEach(
            name ->
                text.append(
                    name.startsWith("--")
                        ? " -l " + name.substring(2)
                        : " -s " + name.substring(1)));
    if (CommandEntry.takesValue(option)) {
      String value = value(option);
      text.append(
          value.isBlank() ? " -x" : value.startsWith(" -F") ? " -r" + value : " -x" + value);
    }
    return text + description(CommandEntry.brief(option));
  }

  private static String value(ArgSpec argument) {
    return switch (CommandEntry.completion(argument)) {
      case NOTHING -> "";
      case WORDS -> " -a '" + String.join(" ", CommandEntry.words(argument)) + "'";
      case FILES -> " -F";
      case DIRECTORIES -> " -a '(__fish_complete_directories)'";
    };
  }

  private static String description(String text) {
    return " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private void line(String text) {
    out.append("complete -c portsnare ").append(text).append('\n');
  }
}
