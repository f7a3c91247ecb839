package org.portsnare.cli.manual;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Tables of exit statuses: the general ones, and those of single commands. */
final class ExitTables {
  private ExitTables() {}

  static Map<String, String> all(CommandSpec root, List<CommandEntry> commands) {
    StringBuilder general = new StringBuilder("| status | meaning |\n| --- | --- |\n");
    root.usageMessage()
        .exitCodeList()
        .forEach((status, meaning) -> general.append(row(status, meaning)));

    StringBuilder special =
        new StringBuilder("| command | status | meaning |\n| --- | --- | --- |\n");
    for (CommandEntry command : commands) {
      command
          .exitStatus()
          .forEach(
              (status, meaning) ->
                  special.append(row("`" + command.path() + "`", status, meaning)));
    }
    return Map.of("exit status", general.toString(), "exit status by command", special.toString());
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
