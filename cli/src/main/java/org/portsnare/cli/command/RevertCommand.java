package org.portsnare.cli.command;

import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "revert",
    mixinStandardHelpOptions = true,
    description = "Takes back the configuration that is on trial.")
public final class RevertCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    return config.client().command(Route.REVERT);
  }
}
