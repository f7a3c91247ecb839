package org.portsnare.cli.manual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;

/** The files that are written from the program's own definitions. */
public final class Manual {
  private static final String CONFIGURATION = "docs/configuration.md";
  private static final String EXIT_STATUS = "docs/exit-status.md";
  private static final String CONTROL_API = "docs/control-api.md";

  private Manual() {}

  /**
   * The wanted contents of the files.
   *
   * @param root the whole command line
   * @param source reads a file as it is now, by its path in the source tree
   * @return contents by paths in the source tree
   */
  public static Map<String, String> files(CommandSpec root, UnaryOperator<String> source) {
    List<CommandEntry> commands = CommandEntry.all(root);
    Map<String, String> tables = new LinkedHashMap<>(KeyTables.all());
    tables.putAll(ExitTables.all(root, commands));
    tables.putAll(RouteTable.all());
    String configuration = Marked.fill(source.apply(CONFIGURATION), tables);
    requireMarks(configuration);
    String controlApi = Marked.fill(source.apply(CONTROL_API), tables);
    if (!Marked.names(controlApi).contains(RouteTable.NAME)) {
      throw new IllegalArgumentException(CONTROL_API + " has no place for " + RouteTable.NAME);
    }

    Map<String, String> files = new LinkedHashMap<>();
    files.put(CONFIGURATION, configuration);
    files.put(EXIT_STATUS, Marked.fill(source.apply(EXIT_STATUS), tables));
    files.put(CONTROL_API, controlApi);
    files.put("docs/man/portsnare.1", CommandPage.write(root, commands));
    files.put("docs/man/portsnare.toml.5", ConfigurationPage.write(configuration));
    files.put("packaging/completions/portsnare.bash", BashCompletion.write(commands));
    files.put("packaging/completions/_portsnare", ZshCompletion.write(commands));
    files.put("packaging/completions/portsnare.fish", FishCompletion.write(commands));
    files.put("packaging/nix/defaults.nix", NixDefaults.write());
    return files;
  }

  private static void requireMarks(String configuration) {
    Set<String> missing = new TreeSet<>(KeyTables.all().keySet());
    missing.removeAll(Marked.names(configuration));
    if (missing.isEmpty()) return;
    throw new IllegalArgumentException(
        CONFIGURATION
            + " has no place for "
            + missing
            + "; make a heading and below it the lines <!-- make docs: "
            + missing.iterator().next()
            + " --> and <!-- end -->");
  }
}
