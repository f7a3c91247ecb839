package org.portsnare.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.portsnare.control.HitView;
import org.portsnare.control.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Shows hits as they come, one a line, until Ctrl-C.",
    exitCodeListHeading = Main.EXIT_STATUS,
    exitCodeList = "0:the daemon has stopped")
final class WatchCommand implements Callable<Integer> {
  private static final int WIDTH = Text.width();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--format", paramLabel = "table|json", description = "Default: table.")
  private StatusCommand.Format format = StatusCommand.Format.TABLE;

  @Override
  public Integer call() {
    try (ControlClient.Reply reply = config.client().send("GET", "/v1/hits", Map.of(), "")) {
      BufferedReader lines = reply.lines();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // An empty line only says that the daemon is there.
        if (!line.isEmpty()) show(line);
        if (System.out.checkError()) return Main.DONE;
      }
    } catch (IOException e) {
      throw new CommandException("the daemon has gone: " + e.getMessage(), e);
    }
    System.err.println("the daemon has stopped");
    return Main.DONE;
  }

  private void show(String line) {
    System.out.println(format == StatusCommand.Format.JSON ? line : text(Views.HIT.fromJson(line)));
    System.out.flush();
  }

  private static String text(HitView hit) {
    String time = Text.time(hit.time());
    String text = Text.field(time, time.length() + 2, touch(hit) + "  " + what(hit), WIDTH);
    return switch (hit.outcome()) {
      case "confirmed" -> Colour.RED.on(text);
      case "observed" -> Colour.YELLOW.on(text);
      default -> text;
    };
  }

  private static String touch(HitView hit) {
    return hit.address()
        + " > "
        + hit.protocol()
        + (hit.port() == 0 ? "" : " " + hit.port())
        + " "
        + hit.trigger();
  }

  private static String what(HitView hit) {
    String nth = hit.nth() > 1 ? ", ban no. " + hit.nth() : "";
    return switch (hit.outcome()) {
      case "banned" -> "banned " + hit.banned() + " " + until(hit) + nth + ", " + hit.evidence();
      case "confirmed" -> "ban of " + hit.banned() + " confirmed, " + until(hit);
      case "observed" -> "observed: " + hit.banned() + " is not banned";
      default -> hit.banned() + " was banned already";
    };
  }

  private static String until(HitView hit) {
    return hit.expires() == null ? "for ever" : "for " + lasts(hit);
  }

  private static String lasts(HitView hit) {
    Instant end = hit.expires();
    return Text.left(end, hit.time());
  }
}
