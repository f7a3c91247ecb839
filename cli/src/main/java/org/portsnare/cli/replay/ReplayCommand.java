package org.portsnare.cli.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.LinuxHost;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.OutputFormat;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.replay.Replay;
import org.portsnare.view.ReplayView;
import org.portsnare.view.ReplaysView;
import org.portsnare.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Reports which senders of a capture the kernel would have banned.",
      "Feeds captures (pcap or pcapng) through the configured rules, in scratch network "
          + "namespaces. Names the rule and the packet that would have banned each sender, and the "
          + "exempt senders. Nothing on the host is changed."
    })
public final class ReplayCommand implements Callable<Integer> {
  /** Settings to compare. */
  enum As {
    DEFAULT(""),
    WIDE("[traps]\nclosed = true\n");

    private final String toml;

    As(String toml) {
      this.toml = toml;
    }

    private Config config() {
      return ConfigReader.parse("--as", toml);
    }
  }

  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Captures; several captures give a table with a line for each.")
  private List<Path> files = List.of();

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "Multiple of the captured speed; the time windows of the rules shrink with it. Default: "
              + "50,000 packets per second; if the rules have windows, ten seconds in all.")
  private double speed;

  @Option(
      names = "--own",
      paramLabel = "ADDRESS",
      description =
          "The host's own address in the capture; may be repeated. Default: this host's addresses "
              + "in it, otherwise the address that is in the most packets, gets SYNs and answers.")
  private List<String> own = List.of();

  @Option(
      names = "--as",
      paramLabel = "default|wide",
      description =
          "Settings in place of the configuration file: default is an empty file, wide is a file "
              + "with traps.closed = true.")
  private @Nullable As as;

  @Option(names = "--format", paramLabel = "table|json", description = "Default: table.")
  private OutputFormat format = OutputFormat.TABLE;

  @Override
  public Integer call() {
    // With observe off: the question is which senders would be banned.
    Config settings = as == null ? config.read().armed() : as.config();
    if (speed < 0 || speed > 100_000) {
      throw new CommandException("--speed takes a number from 0 to 100000", ExitStatus.USAGE);
    }
    List<Prefix> named = named();
    Situation around;
    try (LinuxHost host = LinuxHost.open()) {
      around = host.situation(settings);
    }
    Replayer replayer = new Replayer(settings, around, exemptions(around), named, speed);
    if (files.size() == 1) show(replayer.replay(files.getFirst()));
    else if (!showAll(replayer)) return ExitStatus.FAILED;
    return ExitStatus.DONE;
  }

  private List<Prefix> named() {
    try {
      List<Prefix> named = own.stream().map(Prefix::parse).toList();
      for (Prefix address : named) {
        if (Replay.mayBeOwn(address)) continue;
        throw new CommandException(
            "--own: no host has " + address + " on a wire", ExitStatus.USAGE);
      }
      return named;
    } catch (IllegalArgumentException e) {
      throw new CommandException("--own: " + e.getMessage(), ExitStatus.USAGE);
    }
  }

  private void show(ReplayView view) {
    if (format == OutputFormat.JSON) System.out.println(Views.REPLAY.toJson(view));
    else ReplayReport.print(view);
  }

  /** A file that cannot be replayed is named on standard error; the others are replayed. */
  private boolean showAll(Replayer replayer) {
    List<ReplayView> views = new ArrayList<>();
    for (Path file : files) {
      try {
        views.add(replayer.replay(file));
      } catch (CommandException e) {
        System.err.println("portsnare: " + e.getMessage());
      }
    }
    ReplaysView all = ReplayTable.view(views);
    if (format == OutputFormat.JSON) System.out.println(Views.REPLAYS.toJson(all));
    else ReplayTable.print(all);
    return views.size() == files.size();
  }

  /** A running daemon knows exemptions made by hand too; they do not belong to other settings. */
  private List<Exemption> exemptions(Situation around) {
    ControlClient client = config.client();
    if (as != null || !client.isRunning()) return around.exemptions();
    return client.status().exemptions().stream()
        .map(
            view ->
                new Exemption(
                    Prefix.parse(view.prefix()),
                    Exemption.Kind.of(view.kind()),
                    view.reason(),
                    view.until()))
        .toList();
  }
}
