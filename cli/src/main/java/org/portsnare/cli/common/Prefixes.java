package org.portsnare.cli.common;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.portsnare.ban.Prefix;
import org.portsnare.control.Route;

/** Prefixes from the command line or, for {@code -}, from standard input. */
public final class Prefixes {
  /** Maximum number of lines per request. */
  private static final int CHUNK = 10_000;

  private Prefixes() {}

  /** Sends a command for all prefixes; if one of them is invalid, nothing is done. */
  public static int send(
      ControlClient client, Route route, Map<String, String> query, List<String> prefixes) {
    if (!prefixes.equals(List.of("-"))) {
      prefixes.forEach(Prefixes::checked);
      return client.command(route, query, String.join("\n", prefixes));
    }
    List<String> lines = lines();
    int worst = ExitStatus.DONE;
    for (int from = 0; from < lines.size(); from += CHUNK) {
      List<String> chunk = lines.subList(from, Math.min(lines.size(), from + CHUNK));
      worst = Math.max(worst, client.command(route, query, String.join("\n", chunk)));
    }
    return worst;
  }

  /**
   * Returns the argument unchanged if it is an address or a prefix.
   *
   * @throws CommandException if not
   */
  public static String checked(String argument) {
    parsed(argument);
    return argument;
  }

  /** As {@link #checked}, but returns the prefix. */
  public static Prefix parsed(String argument) {
    try {
      return Prefix.parseGiven(argument.strip());
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage() + "; nothing was done", ExitStatus.USAGE);
    }
  }

  private static List<String> lines() {
    List<String> prefixes = new ArrayList<>();
    int number = 0;
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String text = line.replaceFirst("#.*", "").strip();
        if (text.isEmpty()) continue;
        Prefix.parseGiven(text);
        prefixes.add(text);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          "standard input, line " + number + ": " + e.getMessage() + "; nothing was done",
          ExitStatus.USAGE);
    } catch (IOException e) {
      throw new CommandException("reading standard input failed: " + e.getMessage(), e);
    }
    if (prefixes.isEmpty()) {
      throw new CommandException("standard input has no address or prefix", ExitStatus.USAGE);
    }
    return prefixes;
  }
}
