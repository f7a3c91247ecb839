package org.portsnare.cli.command;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.config.Config;
import org.portsnare.control.Route;
import org.portsnare.daemon.Daemon;
import org.portsnare.firewall.Firewall;
import org.portsnare.netlink.NetlinkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the daemon and removes the table; the bans stay in the ledger.",
      "nft list ruleset is as if Portsnare had never run. The ledger stays, so that run brings "
          + "every ban back."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "0:done, also if there was no table")
public final class DownCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    ControlClient client = config.namedClient();
    if (client.isRunning()) return client.end(Route.DOWN);
    Path usual = Config.defaults().daemon().controlSocket();
    if (new ControlClient(usual).isRunning()) {
      throw new CommandException(
          "another daemon runs at " + usual + " and owns the table; nothing was done");
    }
    return removeOrphan();
  }

  /** No daemon runs, so a table has no owner: adopts the table, and removes it. */
  private static int removeOrphan() {
    try (Firewall firewall = Firewall.open(Clock.systemUTC(), true)) {
      boolean existed = firewall.tableExists();
      firewall.removeTable();
      System.out.println(existed ? "table removed" : "there was no table");
      return ExitStatus.DONE;
    } catch (NetlinkException e) {
      throw Daemon.firewallFailure(e);
    }
  }
}
