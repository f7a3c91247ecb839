package org.portsnare.cli.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Prefixes;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "unban",
    mixinStandardHelpOptions = true,
    description = "Lifts the bans of addresses or networks.",
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:at least one of the prefixes was banned",
      "1:none of them was banned, or there is no daemon"
    })
public final class UnbanCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--inside", description = "Also lifts the bans inside these networks.")
  private boolean inside;

  @Parameters(
      arity = "1..*",
      paramLabel = "PREFIX",
      description = "Prefixes as list shows them; - reads them from standard input, one per line.")
  private List<String> prefixes = List.of();

  @Override
  public Integer call() {
    return Prefixes.send(
        config.client(), Route.UNBAN, inside ? Map.of("inside", "true") : Map.of(), prefixes);
  }
}
