package org.portsnare.cli.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.Durations;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Text;
import org.portsnare.config.Config;
import org.portsnare.control.Route;
import org.portsnare.guard.Restoration;
import org.portsnare.netlink.NetlinkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = {
      "Puts the file into force; with --confirm it is taken back unless you confirm.",
      "A trial is confirmed with Enter here, or with portsnare confirm in any terminal. This "
          + "command waits for that. If the daemon has died, it takes the configuration back "
          + "itself. It does not end if its terminal is lost."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:not confirmed, and taken back; or refused")
public final class ApplyCommand implements Callable<Integer> {
  private static final long LOOK_NANOS = 100_000_000L;

  /** Time after the deadline in which a running daemon takes the configuration back. */
  private static final long PATIENCE_NANOS = 500_000_000L;

  /** Time that a process takes to end after SIGKILL, at most. */
  private static final long DYING_NANOS = 2_000_000_000L;

  private static final long MAX_TRIAL_MILLIS = 86_400_000L;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--confirm",
      paramLabel = "DURATION",
      description = "How long to wait for a confirmation, at most 1d.")
  private @Nullable String confirm;

  @Override
  public Integer call() throws IOException {
    Config settings = config.read();
    ControlClient client = config.client();
    String trial = confirm;
    if (trial == null) return client.command(Route.RELOAD);
    Duration time = duration(trial);
    long deadline = System.nanoTime() + time.toNanos();
    int status = begin(client, settings, trial);
    if (status != ExitStatus.DONE) return status;
    if (Text.isTerminal()) System.out.println("Enter keeps it, Ctrl-C takes it back.");
    Thread hook = new Thread(() -> revert(client), "revert");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return await(client, settings, deadline);
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  /** A daemon that dies before it answers may have begun the trial. This process ends it then. */
  private static int begin(ControlClient client, Config settings, String trial) {
    try {
      return client.command(Route.APPLY, Map.of("confirm", trial), "");
    } catch (CommandException e) {
      boolean begun = Restoration.state(settings) == Restoration.State.RUNNING;
      if (!begun || staysRunning(client)) throw e;
      System.err.println("portsnare: " + e.getMessage() + "; it will be taken back");
      return ExitStatus.DONE;
    }
  }

  /** A process that is being killed still takes connections for a moment. */
  private static boolean staysRunning(ControlClient client) {
    long deadline = System.nanoTime() + DYING_NANOS;
    while (client.isRunning()) {
      if (System.nanoTime() - deadline > 0) return true;
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return false;
  }

  private static Duration duration(String text) {
    Lifetime time = Durations.parsed("--confirm", text);
    if (!time.isForever() && time.millis() <= MAX_TRIAL_MILLIS) {
      return Duration.ofMillis(time.millis());
    }
    throw new CommandException("--confirm takes a time from 1s to 1d", ExitStatus.USAGE);
  }

  private static int await(ControlClient client, Config settings, long deadline)
      throws IOException {
    boolean console = Text.isTerminal();
    while (true) {
      if (console && System.in.available() > 0) {
        return client.command(Route.CONFIRM);
      }
      Restoration.State state = Restoration.state(settings);
      if (state == Restoration.State.CONFIRMED) {
        System.out.println("confirmed");
        return ExitStatus.DONE;
      }
      if (state == Restoration.State.TAKEN_BACK)
        return takenBack("the configuration before is in force");
      if (System.nanoTime() - deadline > PATIENCE_NANOS) return restore(settings);
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static int takenBack(String text) {
    System.err.println("not confirmed, taken back: " + text);
    return ExitStatus.FAILED;
  }

  /** Takes the configuration back. The daemon has not done so, so it has died. */
  private static int restore(Config settings) {
    try {
      Restoration.restore(settings);
      return takenBack("the rules before are in force, and no daemon runs");
    } catch (NetlinkException e) {
      throw new CommandException(
          "the daemon does not answer, and taking the configuration back failed: " + e.getMessage(),
          e);
    }
  }

  private static void revert(ControlClient client) {
    try {
      client.command(Route.REVERT);
    } catch (CommandException e) {
      System.err.println("portsnare: " + e.getMessage());
    }
  }
}
