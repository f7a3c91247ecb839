package org.portsnare.cli;

import org.portsnare.config.ConfigException;
import org.portsnare.daemon.Journal;
import org.portsnare.daemon.StartException;
import org.portsnare.netlink.NetlinkException;

/** Says what went wrong. */
final class Failure {
  private Failure() {}

  /**
   * One clear sentence for what is expected to go wrong; a trace only for what is not.
   *
   * @return the exit status
   */
  static int explain(Exception e) {
    switch (e) {
      case ConfigException config -> {
        complain(String.valueOf(config.getMessage()));
        return Main.USAGE;
      }
      case StartException start -> complain("portsnare: " + start.getMessage());
      case CommandException command -> {
        complain("portsnare: " + command.getMessage());
        return command.status();
      }
      case NetlinkException netlink -> complain("portsnare: " + netlink.getMessage());
      default -> {
        complain("portsnare: this is a defect, please report it:");
        e.printStackTrace();
      }
    }
    return Main.FAILED;
  }

  private static void complain(String text) {
    System.err.println(Journal.error(text));
  }
}
