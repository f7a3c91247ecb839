package org.portsnare.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Prefixes from the command line or, for {@code -}, from standard input. */
final class Prefixes {
  /** Lines that one request carries. */
  private static final int CHUNK = 10_000;

  private Prefixes() {}

  static int send(
      ControlClient client,
      String method,
      String path,
      Map<String, String> query,
      List<String> prefixes) {
    if (!prefixes.equals(List.of("-"))) {
      return client.command(method, path, query, String.join("\n", prefixes));
    }
    int worst = Main.DONE;
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      StringBuilder chunk = new StringBuilder();
      int count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        chunk.append(line).append('\n');
        if (++count % CHUNK != 0) continue;
        worst = Math.max(worst, client.command(method, path, query, chunk.toString()));
        chunk.setLength(0);
      }
      if (!chunk.isEmpty()) {
        worst = Math.max(worst, client.command(method, path, query, chunk.toString()));
      }
    } catch (IOException e) {
      throw new CommandException("reading standard input failed: " + e.getMessage(), e);
    }
    return worst;
  }
}
