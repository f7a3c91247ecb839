package org.portsnare.cli;

import org.portsnare.config.ConfigException;
import org.portsnare.daemon.StartException;
import org.portsnare.netlink.NetlinkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Where the launcher enters. */
@Command(
    name = "portsnare",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Bans whoever touches a port that nobody has any business touching.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage or configuration"},
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      StatusCommand.class,
      ListCommand.class,
      ExplainCommand.class,
      BanCommand.class,
      UnbanCommand.class,
      AllowCommand.class,
      DisallowCommand.class,
      WatchCommand.class,
      ReloadCommand.class,
      ApplyCommand.class,
      ConfirmCommand.class,
      RevertCommand.class,
      ReplayCommand.class,
      StopCommand.class,
      DownCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
    })
final class Main implements Runnable {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler((e, _, _) -> explain(e));
    return commandLine;
  }

  /** One clear sentence for what is expected to go wrong; a trace only for what is not. */
  private static int explain(Exception e) {
    switch (e) {
      case ConfigException config -> {
        System.err.println(config.getMessage());
        return USAGE;
      }
      case StartException start -> System.err.println("portsnare: " + start.getMessage());
      case CommandException command -> {
        System.err.println("portsnare: " + command.getMessage());
        return command.status();
      }
      case NetlinkException netlink -> System.err.println("portsnare: " + netlink.getMessage());
      default -> {
        System.err.println("portsnare: this is a defect, please report it:");
        e.printStackTrace();
      }
    }
    return FAILED;
  }

  @Override
  public void run() {
    CommandLine.usage(spec.commandLine(), System.out);
  }

  /** The version that the build wrote into the module. */
  static final class Version implements IVersionProvider {
    static String text() {
      var module = Main.class.getModule().getDescriptor();
      return module == null ? "unknown" : module.rawVersion().orElse("unknown");
    }

    @Override
    public String[] getVersion() {
      return new String[] {"portsnare " + text()};
    }
  }
}
