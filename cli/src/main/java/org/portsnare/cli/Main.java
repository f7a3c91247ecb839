package org.portsnare.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.portsnare.cli.command.AllowCommand;
import org.portsnare.cli.command.ApplyCommand;
import org.portsnare.cli.command.BackupCommand;
import org.portsnare.cli.command.BanCommand;
import org.portsnare.cli.command.CheckCommand;
import org.portsnare.cli.command.ConfirmCommand;
import org.portsnare.cli.command.DisallowCommand;
import org.portsnare.cli.command.DownCommand;
import org.portsnare.cli.command.ExplainCommand;
import org.portsnare.cli.command.ExportCommand;
import org.portsnare.cli.command.ListCommand;
import org.portsnare.cli.command.PublishCommand;
import org.portsnare.cli.command.ReloadCommand;
import org.portsnare.cli.command.RevertCommand;
import org.portsnare.cli.command.RunCommand;
import org.portsnare.cli.command.StatusCommand;
import org.portsnare.cli.command.StopCommand;
import org.portsnare.cli.command.UnbanCommand;
import org.portsnare.cli.command.WatchCommand;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Version;
import org.portsnare.cli.imports.ImportCommand;
import org.portsnare.cli.lab.DoctorCommand;
import org.portsnare.cli.replay.ReplayCommand;
import org.portsnare.cli.report.ReportCommand;
import org.portsnare.cli.setup.InitCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** All commands. */
@Command(
    name = "portsnare",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionLine.class,
    description = "Bans whoever touches a port that nobody has any business touching.",
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:done",
      "1:failed: no daemon, refused, the kernel said no",
      "2:wrong usage, or a mistake in the configuration file"
    })
final class Main implements Runnable {
  // Of stat(2).
  private static final int S_IFMT = 0170000;
  private static final int S_IFIFO = 0010000;

  /** Every command by its name, in the order of the help. */
  static final Map<String, Class<?>> COMMANDS = commands();

  /** Commands that ask the daemon. A person waits for their answer, so they must start fast. */
  private static final Set<String> ASKING =
      Set.of("status", "list", "explain", "export", "ban", "unban");

  @CommandLine.Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the command {@code words}, and returns the exit status. */
  static int run(String[] words) {
    String[] args;
    try {
      args = HelpPages.asked(words);
    } catch (CommandException e) {
      return Failure.explain(e);
    }
    if (args.length > 0 && ASKING.contains(args[0])) ControlClient.warmUp();
    int status = commandLine(args).execute(args);
    // A PrintStream throws nothing if it cannot write.
    if (!System.out.checkError()) return status;
    // No message if the reader has gone, as head does.
    if (!isPipe()) {
      System.err.println("portsnare: cannot write to standard output: is the disk full?");
    }
    return Math.max(status, ExitStatus.FAILED);
  }

  private static boolean isPipe() {
    try {
      int mode = (int) Files.getAttribute(Path.of("/proc/self/fd/1"), "unix:mode");
      return (mode & S_IFMT) == S_IFIFO;
    } catch (IOException e) {
      return false;
    }
  }

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("demo", DemoCommand.class);
    commands.put("doctor", DoctorCommand.class);
    commands.put("init", InitCommand.class);
    commands.put("check", CheckCommand.class);
    commands.put("status", StatusCommand.class);
    commands.put("list", ListCommand.class);
    commands.put("watch", WatchCommand.class);
    commands.put("report", ReportCommand.class);
    commands.put("explain", ExplainCommand.class);
    commands.put("ban", BanCommand.class);
    commands.put("unban", UnbanCommand.class);
    commands.put("allow", AllowCommand.class);
    commands.put("disallow", DisallowCommand.class);
    commands.put("reload", ReloadCommand.class);
    commands.put("apply", ApplyCommand.class);
    commands.put("confirm", ConfirmCommand.class);
    commands.put("revert", RevertCommand.class);
    commands.put("import", ImportCommand.class);
    commands.put("export", ExportCommand.class);
    commands.put("publish", PublishCommand.class);
    commands.put("backup", BackupCommand.class);
    commands.put("replay", ReplayCommand.class);
    commands.put("run", RunCommand.class);
    commands.put("stop", StopCommand.class);
    commands.put("down", DownCommand.class);
    commands.put("train", TrainCommand.class);
    return Collections.unmodifiableMap(commands);
  }

  /**
   * The parser for {@code args}. If they begin with a command, it knows only that command: to read
   * the annotations of all commands takes longer than most commands run.
   */
  static CommandLine commandLine(String... args) {
    Class<?> wanted = args.length == 0 ? null : COMMANDS.get(args[0]);
    CommandLine commandLine;
    if (wanted == null) {
      commandLine = new CommandLine(new Main());
      COMMANDS.values().forEach(commandLine::addSubcommand);
    } else {
      commandLine = new CommandLine(CommandSpec.create().name("portsnare"));
      commandLine.addSubcommand(wanted);
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler((e, _, _) -> Failure.explain(e));
    commandLine.setParameterExceptionHandler((e, _) -> Failure.explain(e));
    if (HelpPages.wanted(args)) HelpPages.complete(commandLine);
    return commandLine;
  }

  @Override
  public void run() {
    CommandLine.usage(spec.commandLine(), System.out);
  }

  /** The text that {@code --version} prints. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"portsnare " + Version.text()};
    }
  }
}
