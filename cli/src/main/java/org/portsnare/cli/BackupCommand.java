package org.portsnare.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.portsnare.daemon.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the ledger to a file, whether the daemon runs or not.",
      "To bring it back: stop the daemon, put the file in the place of ledger.db in "
          + "daemon.state-dir, remove ledger.db-wal and ledger.db-shm, start."
    },
    exitCodeListHeading = Main.EXIT_STATUS,
    exitCodeList = "1:there is no ledger, it cannot be read, or the file is there already")
final class BackupCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "FILE", description = "The copy; it must not be there yet.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    ControlClient client = config.client();
    // A daemon may keep its bans elsewhere for a while.
    Path ledger =
        client.isRunning()
            ? Path.of(client.status().ledger())
            : config.read().daemon().stateDir().resolve("ledger.db");
    if (Backup.isStandIn(ledger)) {
      throw new CommandException(
          "the ledger cannot be used now, so there is nothing whole to copy: "
              + client.status().ledgerError()
              + "; nothing was copied");
    }
    long bans = Backup.run(ledger, file.toAbsolutePath());
    System.out.println(Text.count(bans) + " bans copied from " + ledger + " to " + file);
    return Main.DONE;
  }
}
