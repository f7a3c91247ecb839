package org.portsnare.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.OutputFormat;
import org.portsnare.cli.common.Text;
import org.portsnare.control.Route;
import org.portsnare.text.LocalTime;
import org.portsnare.view.EventView;
import org.portsnare.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Shows hits, and changes of bans, as they happen, until Ctrl-C.",
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "0:the daemon has stopped")
public final class WatchCommand implements Callable<Integer> {
  private static final int WIDTH = Text.width();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--format", paramLabel = "table|json", description = "Default: table.")
  private OutputFormat format = OutputFormat.TABLE;

  @Override
  public Integer call() {
    try (ControlClient.Reply reply = config.client().send(Route.EVENTS, Map.of(), "")) {
      BufferedReader lines = reply.lines();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // An empty line is a heartbeat of the daemon.
        if (!line.isEmpty()) show(line);
        if (System.out.checkError()) return ExitStatus.DONE;
      }
    } catch (IOException e) {
      throw new CommandException("the daemon has gone: " + e.getMessage(), e);
    }
    System.err.println("the daemon has stopped");
    return ExitStatus.DONE;
  }

  private void show(String line) {
    System.out.println(format == OutputFormat.JSON ? line : text(Views.EVENT.fromJson(line)));
    System.out.flush();
  }

  private static String text(EventView event) {
    String time = LocalTime.of(event.time());
    String text = Text.field(time, time.length() + 2, touch(event) + what(event), WIDTH);
    return switch (event.outcome()) {
      case "confirmed" -> Colour.RED.on(text);
      case "observed" -> Colour.YELLOW.on(text);
      case "ended" -> Colour.GREEN.on(text);
      default -> text;
    };
  }

  /** The packet, if there was one. */
  private static String touch(EventView event) {
    if (!event.isHit()) return "";
    String port = event.port() == 0 ? "" : " " + event.port();
    return event.address()
        + " > "
        + event.protocol()
        + port
        + " "
        + event.trigger()
        + tool(event)
        + "  ";
  }

  private static String tool(EventView event) {
    return event.tool().isEmpty() ? "" : " by " + event.tool();
  }

  private static String what(EventView event) {
    String banned = event.banned();
    return switch (event.outcome()) {
      case "banned" -> "banned " + banned + " " + until(event) + nth(event) + ", " + whence(event);
      case "confirmed" -> "ban of " + banned + " confirmed, " + until(event);
      case "observed" -> "observed: " + banned + " is not banned";
      case "prolonged" -> "ban of " + banned + " prolonged, now " + until(event);
      case "shortened" -> "ban of " + banned + " shortened, now " + until(event) + why(event);
      case "ended" -> "ban of " + banned + " ended" + why(event);
      default -> banned + " was banned already";
    };
  }

  private static String nth(EventView event) {
    return event.nth() > 1 ? ", ban no. " + event.nth() : "";
  }

  private static String whence(EventView event) {
    if (event.isHit()) return event.evidence();
    return event.trigger() + why(event);
  }

  private static String why(EventView event) {
    return event.why().isEmpty() ? "" : ": " + Text.clean(event.why());
  }

  private static String until(EventView event) {
    Instant end = event.expires();
    return end == null ? "for ever" : "for " + Text.left(end, event.time());
  }
}
