package org.portsnare.cli.command;

import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = "Stops the daemon; the table stays and keeps protecting.")
public final class StopCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    return config.namedClient().end(Route.STOP);
  }
}
