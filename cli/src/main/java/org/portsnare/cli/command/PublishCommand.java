package org.portsnare.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.Durations;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.config.Config;
import org.portsnare.control.Route;
import org.portsnare.signing.SigningException;
import org.portsnare.signing.SigningKey;
import org.portsnare.signing.Verification;
import org.portsnare.store.StateOwner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Publishes the bans as lists for others, signs them, verifies them.",
    subcommands = {
      PublishCommand.Now.class,
      PublishCommand.Keygen.class,
      PublishCommand.Verify.class
    })
public final class PublishCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a command: publish now, publish keygen, or publish verify");
  }

  @Command(
      name = "now",
      mixinStandardHelpOptions = true,
      description =
          "Tells the daemon to publish to publish.dir at once, and waits until it is done.")
  static final class Now implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
      return config.client().command(Route.PUBLISH);
    }
  }

  @Command(
      name = "keygen",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the keys that sign the published lists.",
        "They are publish.sec and publish.pub in daemon.state-dir. Existing keys are kept."
      },
      exitCodeListHeading = ExitStatus.HEADING,
      exitCodeList = "1:there are keys already")
  static final class Keygen implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
      Path stateDir = config.read().daemon().stateDir();
      Signing.attempt(() -> SigningKey.generate(stateDir));
      StateOwner.give(List.of(SigningKey.secretFile(stateDir), SigningKey.publicFile(stateDir)));
      System.out.println(
          "secret key  " + SigningKey.secretFile(stateDir) + ": keep it to yourself");
      System.out.println("public key  " + SigningKey.publicFile(stateDir) + ": give it to readers");
      return ExitStatus.DONE;
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Verifies the signatures of published files, and every file.",
      exitCodeListHeading = ExitStatus.HEADING,
      exitCodeList = "1:a file is not as it was signed, or the signature is too old")
  static final class Verify implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
        names = {"-k", "--key"},
        paramLabel = "FILE",
        description = "The public key. Default: publish.pub in daemon.state-dir.")
    private @Nullable Path key;

    @Option(
        names = "--max-age",
        paramLabel = "DURATION",
        description =
            "Refuses lists that were signed longer ago: an old list has a valid signature too.")
    private @Nullable String maxAge;

    @Parameters(
        arity = "0..1",
        paramLabel = "DIR",
        description = "The directory with the files. Default: publish.dir.")
    private @Nullable Path directory;

    @Override
    public Integer call() {
      Path files = directory == null ? configured() : directory;
      Path trusted = key == null ? SigningKey.publicFile(config.read().daemon().stateDir()) : key;
      Duration limit =
          maxAge == null ? null : Duration.ofMillis(Durations.parsed("--max-age", maxAge).millis());
      Signing.attempt(() -> Verification.run(files, trusted, limit, System.out::println));
      return ExitStatus.DONE;
    }

    private Path configured() {
      Config.Publish publish = config.read().publish();
      if (publish != null) return publish.dir();
      throw new CommandException("publish.dir is not set; name the directory", ExitStatus.USAGE);
    }
  }

  /** A class of its own: otherwise the daemon's cache would have the class of the exception. */
  private static final class Signing {
    static void attempt(Runnable work) {
      try {
        work.run();
      } catch (SigningException e) {
        throw new CommandException(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
