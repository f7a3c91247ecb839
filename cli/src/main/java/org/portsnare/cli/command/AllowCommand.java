package org.portsnare.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.Durations;
import org.portsnare.cli.common.Prefixes;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "allow",
    mixinStandardHelpOptions = true,
    description = "Exempts an address or prefix from being banned.")
public final class AllowCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--for", paramLabel = "DURATION", description = "How long. Default: for ever.")
  private @Nullable String lasts;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why; status shows it.")
  private String comment = "";

  @Parameters(paramLabel = "PREFIX", description = "An address or prefix.")
  private String prefix = "";

  @Override
  public Integer call() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("prefix", Prefixes.checked(prefix));
    if (lasts != null) query.put("for", Durations.checked("--for", lasts));
    query.put("comment", comment);
    return config.client().command(Route.ALLOW, query, "");
  }
}
