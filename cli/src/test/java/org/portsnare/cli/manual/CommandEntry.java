package org.portsnare.cli.manual;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command as it is typed and described.
 *
 * @param path its words after {@code portsnare}: {@code publish verify}
 */
record CommandEntry(String path, CommandSpec spec) {
  /** What an argument completes to. */
  enum Completion {
    NOTHING,
    WORDS,
    FILES,
    DIRECTORIES
  }

  /** All commands except hidden ones, in the order of the help; a group is before its members. */
  static List<CommandEntry> all(CommandSpec root) {
    List<CommandEntry> entries = new ArrayList<>();
    add("", root, entries);
    return List.copyOf(entries);
  }

  private static void add(String before, CommandSpec parent, List<CommandEntry> entries) {
    for (CommandLine line : parent.subcommands().values()) {
      CommandSpec spec = line.getCommandSpec();
      if (spec.usageMessage().hidden()) continue;
      CommandEntry entry = new CommandEntry(before + spec.name(), spec);
      entries.add(entry);
      add(entry.path + " ", spec, entries);
    }
  }

  /** Whether it only holds other commands. */
  boolean isGroup() {
    return !spec.subcommands().isEmpty();
  }

  /** The commands of a group. */
  List<CommandEntry> members(List<CommandEntry> all) {
    String prefix = path + " ";
    return all.stream().filter(entry -> entry.path.startsWith(prefix)).toList();
  }

  String name() {
    return spec.name();
  }

  int depth() {
    return path.split(" ", -1).length;
  }

  /** One sentence. */
  String summary() {
    return spec.usageMessage().description()[0];
  }

  /** The whole description. */
  String description() {
    return String.join(" ", spec.usageMessage().description());
  }

  /** The summary as a phrase, for a menu. */
  String brief() {
    return brief(summary());
  }

  /** The summary of an option as a phrase, for a menu. */
  static String brief(OptionSpec option) {
    return brief(String.join(" ", option.description()));
  }

  private static String brief(String text) {
    return text.replaceFirst("\\.( .*)?$", "");
  }

  /** All options in alphabetical order, with {@code -c}, {@code -h} and {@code -V}. */
  List<OptionSpec> options() {
    return spec.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .toList();
  }

  List<OptionSpec> ownOptions() {
    return options().stream().filter(option -> !isCommon(option)).toList();
  }

  /** Whether an option is the same in every command. */
  static boolean isCommon(OptionSpec option) {
    return option.usageHelp() || option.versionHelp() || isConfig(option);
  }

  static boolean isConfig(OptionSpec option) {
    return option.longestName().equals("--config");
  }

  boolean takesConfig() {
    return options().stream().anyMatch(CommandEntry::isConfig);
  }

  List<PositionalParamSpec> parameters() {
    return spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
  }

  Map<String, String> exitStatus() {
    return spec.usageMessage().exitCodeList();
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** The valid words, in lower case; empty if there is no fixed set of words. */
  static List<String> words(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    if (candidates == null) return List.of();
    Stream<String> words = StreamSupport.stream(candidates.spliterator(), false);
    return words.map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }

  static Completion completion(ArgSpec argument) {
    if (!words(argument).isEmpty()) return Completion.WORDS;
    return switch (argument.paramLabel()) {
      case "FILE" -> Completion.FILES;
      case "DIR" -> Completion.DIRECTORIES;
      default -> Completion.NOTHING;
    };
  }
}
