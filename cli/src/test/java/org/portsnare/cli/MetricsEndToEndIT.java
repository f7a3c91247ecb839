package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;

/** The metrics for Prometheus. */
final class MetricsEndToEndIT {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

  @TempDir private Path directory;

  private static String scrape(Guarded guarded) {
    return guarded.lab().onHost("curl", "-s", "http://127.0.0.1:8480/metrics").out();
  }

  private static double value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in\n" + text));
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void countsWhatHappensUnderTheNamesOfThePage() throws IOException {
    String list = "[publish]\ndir = \"" + directory.resolve("list") + "\"\n";
    try (Guarded guarded = Guarded.start(list);
        Probe probe = new Probe(guarded.lab())) {
      // The sender's kernel resets the answer: no proof.
      guarded
          .lab()
          .inWorld("hping3", "-q", "-S", "-c", "1", "-a", "203.0.113.7", "-p", "23", HOST4);
      probe.tcp("203.0.113.8", HOST4, 445);
      probe.ping("203.0.113.7", HOST4);
      assertThat(guarded.portsnare("ban", "2001:db8:bad:1::/64").exit()).isZero();
      Await.until(
          "the proof",
          Duration.ofSeconds(5),
          () -> {
            // A scrape is counted when it ends, so the second scrape shows the first.
            String text = scrape(guarded);
            return text.contains("portsnare_web_requests_total{code=\"200\"}")
                && value(text, "portsnare_confirmations_total") == 1;
          });
      String text = scrape(guarded);
      Command.pipe(text, "promtool", "check", "metrics");
      assertThat(value(text, "portsnare_active_bans{family=\"ipv4\"}")).isEqualTo(2);
      assertThat(value(text, "portsnare_active_bans{family=\"ipv6\"}")).isEqualTo(1);
      assertThat(value(text, "portsnare_bans_total{evidence=\"probable\",trigger=\"syn\"}"))
          .isEqualTo(2);
      assertThat(value(text, "portsnare_bans_total{evidence=\"confirmed\",trigger=\"manual\"}"))
          .isEqualTo(1);
      assertThat(value(text, "portsnare_hits_total{trigger=\"syn\"}")).isEqualTo(2);
      assertThat(value(text, "portsnare_hits_total{trigger=\"handshake\"}")).isEqualTo(1);
      assertThat(value(text, "portsnare_dropped_packets_total")).isPositive();
      assertThat(value(text, "portsnare_ledger_writable")).isEqualTo(1);
      assertThat(value(text, "portsnare_ban_capacity{family=\"ipv6\"}")).isEqualTo(1e6);
      assertThat(value(text, "portsnare_publications_total{result=\"success\"}")).isEqualTo(1);
      assertThat(value(text, "portsnare_web_requests_total{code=\"200\"}")).isPositive();
      assertThat(value(text, "process_resident_memory_bytes")).isBetween(30e6, 300e6);
      assertThat(text).doesNotContain("203.0.113").doesNotContain("2001:db8");
      assertDocumented(text);
    }
  }

  private static void assertDocumented(String text) throws IOException {
    String page = Files.readString(Path.of(Guarded.launcher()).resolveSibling("docs/metrics.md"));
    Set<String> documented = names(DOCUMENTED, page);
    // A kernel before 6.16 does not report the number of elements of a set.
    if (!text.contains("portsnare_kernel_bans")) documented.remove("portsnare_kernel_bans");
    assertThat(names(TYPE, text)).isEqualTo(documented);
  }
}
