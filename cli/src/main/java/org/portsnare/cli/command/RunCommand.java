package org.portsnare.cli.command;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Version;
import org.portsnare.config.ConfigFile;
import org.portsnare.daemon.Daemon;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the daemon in the foreground, until it is told to stop.",
      "Prints 'ready' when every ban is back and the traps are armed."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:stopped by portsnare stop or down",
      "1:another daemon has the state directory or the control socket; or the kernel said no",
      "143:ended by SIGTERM; the table stays"
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    run(config);
    return ExitStatus.DONE;
  }

  /** Returns after the daemon has stopped. */
  public static void run(ConfigOption config) {
    ConfigFile settings = config.load();
    if (!Files.exists(config.path())) {
      System.err.println("portsnare: no " + config.path() + ", so everything has its default");
    }
    Daemon.run(settings, Version.text(), System.err, () -> System.out.println("ready"));
  }
}
