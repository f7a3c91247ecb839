package org.portsnare.cli.command;

import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "confirm",
    mixinStandardHelpOptions = true,
    description = "Keeps the configuration that is on trial.")
public final class ConfirmCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    return config.client().command(Route.CONFIRM);
  }
}
