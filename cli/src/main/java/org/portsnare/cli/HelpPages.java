package org.portsnare.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Text;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The pages of {@code --help} and {@code help}: commands in groups, examples, a fitting width. */
final class HelpPages {
  /**
   * Commands that belong together.
   *
   * @param title what a person wants to do
   */
  record Group(String title, List<String> commands) {}

  /** All commands except hidden ones, in the order of the help. */
  static final List<Group> GROUPS =
      List.of(
          new Group("Begin", List.of("demo", "doctor", "init", "check")),
          new Group("Look", List.of("status", "list", "watch", "report", "explain")),
          new Group("Ban and allow by hand", List.of("ban", "unban", "allow", "disallow")),
          new Group("Change the configuration", List.of("reload", "apply", "confirm", "revert")),
          new Group(
              "Lists, copies, captures",
              List.of("import", "export", "publish", "backup", "replay")),
          new Group("The daemon", List.of("run", "stop", "down")));

  /** Maximum width of a line: longer ones are hard to read. */
  private static final int WIDEST = 110;

  private static final int NARROWEST = 55;
  private static final int USUAL = 80;

  private static final List<String> OPTIONS = List.of("-h", "--help");

  private HelpPages() {}

  /** Replaces {@code help}: {@code help list} becomes {@code list --help}. */
  static String[] asked(String[] args) {
    if (args.length == 0 || !args[0].equals("help")) return args;
    List<String> words = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
    words.removeAll(OPTIONS);
    if (words.equals(List.of("help"))) words.clear();
    if (!words.isEmpty() && !Main.COMMANDS.containsKey(words.getFirst())) {
      throw new CommandException(unknown(words.getFirst()), ExitStatus.USAGE);
    }
    words.add("--help");
    return words.toArray(String[]::new);
  }

  /** Whether the user asks for a help page. */
  static boolean wanted(String... args) {
    return args.length == 0 || Arrays.stream(args).anyMatch(OPTIONS::contains);
  }

  static String unknown(String command) {
    return "there is no command '" + command + "'; portsnare help lists them all";
  }

  /** Adds examples, groups and the width, which annotations do not have. */
  static void complete(CommandLine root) {
    examples(root, "");
    int width = Text.width();
    root.setUsageHelpWidth(
        width == Integer.MAX_VALUE ? USUAL : Math.clamp(width, NARROWEST, WIDEST));
    if (!root.getSubcommands().containsKey("demo")) return;
    root.getCommandSpec().usageMessage().commandListHeading("");
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpPages::groups);
  }

  private static void examples(CommandLine command, String before) {
    for (Map.Entry<String, CommandLine> entry : command.getSubcommands().entrySet()) {
      String path = before + entry.getKey();
      UsageMessageSpec usage = entry.getValue().getCommandSpec().usageMessage();
      List<String> examples = Examples.of(path);
      if (!examples.isEmpty()) {
        usage.footerHeading("%nExamples:%n");
        // The footer is a format: a percent sign must be doubled.
        usage.footer(
            examples.stream().map(e -> "  " + e.replace("%", "%%")).toArray(String[]::new));
      }
      examples(entry.getValue(), path + " ");
    }
  }

  private static String groups(Help help) {
    Map<String, Help> commands = help.subcommands();
    int widest = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder page = new StringBuilder();
    for (Group group : GROUPS) {
      page.append("%n")
          .append(help.colorScheme().text("@|bold " + group.title() + "|@"))
          .append("%n");
      for (String name : group.commands()) {
        Help command = commands.get(name);
        if (command == null) continue;
        CommandSpec spec = command.commandSpec();
        String summary = spec.usageMessage().description()[0];
        String first =
            "  " + help.colorScheme().commandText(name) + " ".repeat(widest - name.length() + 2);
        page.append(first);
        int column = widest + 4;
        int width = spec.usageMessage().width() - column;
        page.append(String.join("%n" + " ".repeat(column), Text.wrap(summary, width))).append("%n");
      }
    }
    return String.format(
        page.append("%nHelp for one command: portsnare help COMMAND%n").toString());
  }
}
