package org.portsnare.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Host;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.capture.CaptureException;
import org.portsnare.config.Config;
import org.portsnare.control.ReplayView;
import org.portsnare.control.Views;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.replay.Replay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Reports whom the kernel would have banned for the packets of a capture.",
      "Feeds the capture (pcap or pcapng) through the configured rules, in scratch network "
          + "namespaces, and says by which rule and packet each sender would have been banned, and "
          + "who was exempt. Nothing on the host is changed."
    })
final class ReplayCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "FILE", description = "The capture.")
  private Path file = Path.of("");

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "How many times as fast as it was captured; the windows of the rules shrink with it. "
              + "Default: 50,000 packets per second, or ten seconds where the rules have windows.")
  private double speed;

  @Option(
      names = "--own",
      paramLabel = "ADDRESS",
      description =
          "The host's own address in the capture; may be repeated. Default: this host's, "
              + "otherwise the one that is in the most packets, is asked and answers.")
  private List<String> own = List.of();

  @Option(names = "--format", paramLabel = "table|json", description = "Default: table.")
  private StatusCommand.Format format = StatusCommand.Format.TABLE;

  @Override
  public Integer call() {
    Config settings = config.read();
    if (!Files.isReadable(file)) {
      throw new CommandException("read " + file + ": there is no such file, or not for you");
    }
    if (speed < 0 || speed > 100_000) {
      throw new CommandException("--speed takes a number from 0 to 100000", Main.USAGE);
    }
    try {
      ReplayView view = replay(settings);
      if (format == StatusCommand.Format.JSON) System.out.println(Views.REPLAY.toJson(view));
      else ReplayReport.print(view);
      return Main.DONE;
    } catch (CaptureException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    } catch (NetlinkException e) {
      String advice = e.errno() == Errno.EPERM ? "; run as root" : "";
      throw new CommandException(e.getMessage() + advice, e);
    }
  }

  private ReplayView replay(Config settings) {
    List<Prefix> named = new ArrayList<>();
    try {
      for (String address : own) named.add(Prefix.parse(address));
    } catch (IllegalArgumentException e) {
      throw new CommandException("--own: " + e.getMessage(), Main.USAGE);
    }
    Situation around;
    try (Host host = Host.open()) {
      around = host.situation(settings);
    }
    List<Exemption> exemptions = exemptions(around);
    Replay replay = Replay.of(file, settings, around, exemptions, named, speed);
    try (Progress progress = Progress.of(file)) {
      return ReplayReport.view(file, replay, replay.run(progress::at));
    }
  }

  /** A running daemon knows those that were made by hand, too. */
  private List<Exemption> exemptions(Situation around) {
    ControlClient client = config.client();
    if (!client.isRunning()) return around.exemptions();
    return client.status().exemptions().stream()
        .map(view -> new Exemption(Prefix.parse(view.prefix()), view.reason(), view.until()))
        .toList();
  }

  /** A bar on a terminal's standard error; nothing anywhere else. */
  private static final class Progress implements AutoCloseable {
    private static final int WIDTH = 40;
    private final long size;
    private int shown = -1;

    private Progress(long size) {
      this.size = size;
    }

    static Progress of(Path file) {
      return new Progress(Text.isTerminal() ? file.toFile().length() : 0);
    }

    void at(long position) {
      if (size == 0) return;
      int percent = (int) Math.min(100, position * 100 / size);
      if (percent == shown) return;
      shown = percent;
      int filled = percent * WIDTH / 100;
      System.err.print(
          "\r[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + percent + "%");
      System.err.flush();
    }

    @Override
    public void close() {
      if (shown >= 0) System.err.print("\r" + " ".repeat(WIDTH + 8) + "\r");
    }
  }
}
