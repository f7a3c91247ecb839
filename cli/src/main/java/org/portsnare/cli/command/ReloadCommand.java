package org.portsnare.cli.command;

import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.control.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = "Puts the configuration file into force at once; every ban is kept.")
public final class ReloadCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    // Reports all mistakes of the file, before it asks the daemon.
    var _ = config.read();
    return config.client().command(Route.RELOAD);
  }
}
