package org.portsnare.imports.programs;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.ban.Prefix;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.LineReader;

/**
 * PortSentry 1: {@code 1763998709 - 11/24/2026 17:18:29 Host: name/203.0.113.7 Port: 23 TCP
 * Blocked}, in {@code portsentry.blocked.tcp}, {@code .udp}, {@code .atcp} and so on, and in {@code
 * portsentry.history}. Before 1.0, only an address followed {@code Host:}. The time is the begin of
 * the ban; it has no end.
 */
public final class PortSentryReader extends LineReader {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:[0-9]+ - )?(?:[0-9/]+ [0-9:]+ )?Host: (\\S+) Port: ([0-9]+) (\\S+) Blocked");

  @Override
  public void line(long number, String line, Findings findings) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          quoted(line) + " is not 'TIME - DATE Host: NAME/ADDRESS Port: PORT TCP Blocked'");
    }
    String host = matcher.group(1);
    String address = host.substring(host.lastIndexOf('/') + 1);
    String port = "port " + matcher.group(3).toLowerCase(Locale.ROOT) + " " + matcher.group(2);
    findings.entry(new Entry(number, Prefix.parseGiven(address), Optional.empty(), port));
  }
}
