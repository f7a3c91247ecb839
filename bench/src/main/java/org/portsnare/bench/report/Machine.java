package org.portsnare.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.portsnare.testing.Command;

/** Describes the machine of the measurement. */
final class Machine {
  private Machine() {}

  /** The time and the revision of the sources. Files in docs/ do not count as changes. */
  static String moment() {
    String revision = first("git", "describe", "--always");
    String[] changes = {"git", "status", "--porcelain", "-uno", "--", ":/", ":!/docs"};
    if (!Command.of(changes).result().stdout().isBlank()) revision += "-dirty";
    return Instant.now().truncatedTo(ChronoUnit.SECONDS) + ", revision " + revision;
  }

  static Map<String, String> describe() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("processor", cpu() + ", " + Runtime.getRuntime().availableProcessors() + " CPUs");
    lines.put("memory", memory());
    lines.put("kernel", first("uname", "-srm"));
    lines.put("JDK", System.getProperty("java.runtime.version", "?"));
    lines.put("nft", first("nft", "--version"));
    lines.put("ipset", first("ipset", "--version"));
    lines.put("iptables", first("iptables-nft", "--version"));
    for (String peer : new String[] {"fail2ban", "portsentry", "sshguard", "netsniff-ng"}) {
      lines.put(peer, first("dpkg-query", "-W", "-f", "${Version}", peer));
    }
    lines.put("C compiler", first("cc", "--version"));
    return lines;
  }

  private static String first(String... command) {
    Command.Result result = Command.of(command).result();
    if (result.exit() != 0) return "not known";
    return result.stdout().lines().findFirst().orElse("not known").strip();
  }

  private static String cpu() {
    return line(Path.of("/proc/cpuinfo"), "model name");
  }

  private static String memory() {
    String kib = line(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "");
    return Text.number(Long.parseLong(kib) / 1024.0 / 1024.0) + " GiB";
  }

  private static String line(Path file, String key) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("not known");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
