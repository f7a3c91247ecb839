package org.portsnare.cli.command;

import java.util.Map;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Prefixes;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "disallow",
    mixinStandardHelpOptions = true,
    description = "Takes back an exemption that was made with allow.",
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:there was no such exemption, or there is no daemon")
public final class DisallowCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "PREFIX", description = "The prefix, as status shows it.")
  private String prefix = "";

  @Override
  public Integer call() {
    return config.client().command(Route.DISALLOW, Map.of("prefix", Prefixes.checked(prefix)), "");
  }
}
