package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Await;
import org.portsnare.view.BanView;

/** Browsers that follow a link of a foreign page to a trap are banned once, for ten minutes. */
final class BrowserEndToEndIT {
  private static final String REFERER =
      """
      GET /x.png HTTP/1.1
      Host: 198.51.100.1:3389
      User-Agent: Mozilla/5.0
      Referer: http://evil.example/

      """;

  private static Guarded guarded;
  private static Probe probe;

  private static Path directory;

  @BeforeAll
  static void start() throws IOException {
    directory = Files.createTempDirectory("portsnare-test");
    guarded = Guarded.start("[publish]\ndir = \"" + directory.resolve("public") + "\"\n");
    probe = new Probe(guarded.lab());
  }

  @AfterAll
  static void stop() {
    probe.close();
    guarded.close();
    delete(directory);
  }

  private static void delete(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BanView ban(String sender) {
    return guarded.client().explain(sender).history().getFirst().ban();
  }

  private static Duration lasts(String sender) {
    return Duration.between(ban(sender).since(), ban(sender).expires());
  }

  private static void say(String sender, String words) throws IOException {
    Echo trap = Echo.connect(probe.world(), sender, HOST4, 3389);
    byte[] lines = words.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    trap.socket().getOutputStream().write(lines);
    guarded.awaitBanned(sender);
    Await.until(
        "confirmed", Duration.ofSeconds(2), () -> ban(sender).evidence().equals("confirmed"));
    Await.until(
        "its words are kept",
        Duration.ofSeconds(3),
        () -> !guarded.client().explain(sender).history().getFirst().said().isEmpty());
    trap.socket().close();
  }

  private static boolean isInKernel(String set, String sender) {
    return guarded
            .lab()
            .onHost("nft", "get", "element", "inet", "portsnare", set, "{ " + sender + " }")
            .exit()
        == 0;
  }

  @Test
  void aReaderOfAPageIsBannedForTenMinutesAndPublishedNowhere() throws IOException {
    String sender = "203.0.113.1";
    say(sender, REFERER);
    Await.until(
        "told as browser", Duration.ofSeconds(2), () -> ban(sender).trigger().equals("browser"));
    assertThat(lasts(sender)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    assertThat(guarded.portsnare("explain", sender).out())
        .contains("a browser, sent by evil.example")
        .contains("trap port tcp 3389");
    // Answers to this host's own connections pass again, and no list has the sender.
    Await.until("cut no more", Duration.ofSeconds(2), () -> !isInKernel("confirmed4", sender));
    say("203.0.113.2", "SSH-2.0-scanner\n");
    assertThat(guarded.portsnare("publish", "now").exit()).isZero();
    List<String> list = Files.readAllLines(directory.resolve("public/portsnare.txt"));
    assertThat(list).contains("203.0.113.2").doesNotContain(sender);
  }

  @Test
  void aScannerIsBannedForTheWholeTime() throws IOException {
    say("203.0.113.3", "GET / HTTP/1.1\nHost: x\nUser-Agent: Mozilla/5.0 zgrab\n\n");
    assertThat(ban("203.0.113.3").trigger()).isEqualTo("syn");
    assertThat(lasts("203.0.113.3")).isEqualTo(Duration.ofDays(10));
  }

  /** A real browser follows a link of a page to the trap. */
  @Test
  void chromiumThatFollowsALinkIsOne() throws IOException, InterruptedException {
    String sender = "203.0.113.4";
    guarded.lab().inWorld("ip", "route", "replace", HOST4 + "/32", "dev", "eth0", "src", sender);
    Process browser =
        guarded
            .lab()
            .worldProcess(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--user-data-dir=" + guarded.directory().resolve("chromium"),
                "--timeout=8000",
                "http://" + HOST4 + ":3389/")
            .redirectErrorStream(true)
            .redirectOutput(guarded.directory().resolve("chromium.out").toFile())
            .start();
    try {
      Await.until(
          "it is one",
          Duration.ofSeconds(20),
          () ->
              guarded.bannedQuickly().contains(sender) && ban(sender).trigger().equals("browser"));
      assertThat(lasts(sender)).isLessThan(Duration.ofMinutes(12));
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
      browser.waitFor();
      guarded.lab().inWorld("ip", "route", "del", HOST4 + "/32");
    }
  }
}
