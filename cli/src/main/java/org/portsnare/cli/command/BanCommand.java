package org.portsnare.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
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
    name = "ban",
    mixinStandardHelpOptions = true,
    description = "Bans addresses or networks by hand.")
public final class BanCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long the ban lasts, or never. Default: the time in the configuration.")
  private @Nullable String lasts;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; explain shows it.")
  private String reason = "";

  @Option(names = "--force", description = "Bans even prefixes that touch an exemption.")
  private boolean force;

  @Parameters(
      arity = "1..*",
      paramLabel = "PREFIX",
      description = "Addresses or prefixes; - reads them from standard input, one per line.")
  private List<String> prefixes = List.of();

  @Override
  public Integer call() {
    Map<String, String> query = new LinkedHashMap<>();
    if (lasts != null) query.put("for", Durations.checked("--for", lasts));
    query.put("reason", reason);
    query.put("force", Boolean.toString(force));
    return Prefixes.send(config.client(), Route.BAN, query, prefixes);
  }
}
