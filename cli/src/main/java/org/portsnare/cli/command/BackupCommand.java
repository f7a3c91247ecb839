package org.portsnare.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Text;
import org.portsnare.daemon.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the ledger to a file, whether the daemon runs or not.",
      "To restore it: stop the daemon, replace ledger.db in daemon.state-dir by the file, remove "
          + "ledger.db-wal and ledger.db-shm, and start the daemon."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:there is no ledger, it cannot be read, or the file exists already")
public final class BackupCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "FILE", description = "The copy; it must not exist yet.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    ControlClient client = config.client();
    // While its ledger fails, a daemon keeps its bans in another file.
    Path ledger =
        client.isRunning()
            ? Path.of(client.status().ledger().path())
            : config.read().daemon().stateDir().resolve("ledger.db");
    if (Backup.isStandIn(ledger)) {
      throw new CommandException(
          "the ledger cannot be used now, so a complete copy is not possible: "
              + client.status().ledger().error()
              + "; nothing was copied");
    }
    long bans = Backup.run(ledger, file.toAbsolutePath());
    System.out.println(Text.count(bans) + " bans copied from " + ledger + " to " + file);
    return ExitStatus.DONE;
  }
}
