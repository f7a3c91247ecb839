package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.EventView;
import org.portsnare.view.Views;

/**
 * Whatever happens to a ban is told at once, on the terminal and on the page, whatever its origin.
 */
final class EventsEndToEndIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private Guarded guarded;
  private Probe probe;
  private Process watch;
  private Process page;
  private Path watched;
  private Path paged;

  @BeforeEach
  void start() throws IOException {
    // Shared, so that another program can add an element.
    guarded = Guarded.start("# daemon: own-table = false\n[ban]\nipv6-ladder = [\"/56 at 2\"]\n");
    probe = new Probe(guarded.lab());
    watched = guarded.directory().resolve("watch.out");
    paged = guarded.directory().resolve("page.out");
    watch =
        guarded
            .lab()
            .hostProcess(
                Guarded.launcher(), "watch", "--format", "json", "-c", guarded.config().toString())
            .redirectOutput(watched.toFile())
            .start();
    page =
        guarded
            .lab()
            .hostProcess("curl", "-sN", "http://127.0.0.1:8480/events")
            .redirectOutput(paged.toFile())
            .start();
    Await.until("the page is fed", Duration.ofSeconds(5), () -> text(paged).contains("event: top"));
    // The first ban that is seen tells that watch has begun.
    Await.until(
        "watch has begun",
        Duration.ofSeconds(10),
        () -> {
          guarded.portsnare("ban", "192.0.2.99");
          guarded.portsnare("unban", "192.0.2.99");
          return text(watched).contains("192.0.2.99");
        });
  }

  @AfterEach
  void stop() {
    for (Process process : new Process[] {watch, page}) {
      if (process == null) continue;
      process.destroy();
      process.onExit().join();
    }
    if (probe != null) probe.close();
    if (guarded != null) guarded.close();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<EventView> onTerminal() {
    String text = text(watched);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> !line.isEmpty())
        .map(Views.EVENT::fromJson);
  }

  private Stream<EventView> onPage() {
    String text = text(paged);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith("data: {") && line.contains("\"outcome\""))
        .map(line -> Views.EVENT.fromJson(line.substring("data: ".length())));
  }

  private void assertTold(String outcome, String banned, String trigger) {
    Await.until(
        outcome + " " + banned + " " + trigger + " in " + text(watched) + text(paged),
        AT_ONCE,
        () ->
            Stream.of(onTerminal(), onPage())
                .allMatch(
                    events ->
                        events.anyMatch(
                            event ->
                                event.outcome().equals(outcome)
                                    && event.banned().equals(banned)
                                    && event.trigger().equals(trigger))));
  }

  @Test
  void byAPacketAndConfirmed() {
    probe.tcp("203.0.113.1", HOST4, 23);
    assertTold("banned", "203.0.113.1", "syn");
    assertTold("confirmed", "203.0.113.1", "handshake");
  }

  @Test
  void byHandProlongedAndLifted() {
    guarded.portsnare("ban", "203.0.113.2", "--for", "1h", "--reason", "a secret reason");
    assertTold("banned", "203.0.113.2", "manual");
    // Every local user may look at the page.
    assertThat(text(watched)).contains("a secret reason");
    assertThat(text(paged)).doesNotContain("secret");
    guarded.portsnare("unban", "203.0.113.2");
    assertTold("ended", "203.0.113.2", "manual");
    assertThat(onTerminal().filter(event -> event.outcome().equals("ended")).toList().getLast())
        .extracting(EventView::why)
        .isEqualTo("unbanned");
  }

  @Test
  void importedAndProlongedByTheList() {
    String list =
        "create blocked hash:ip family inet timeout 600\nadd blocked 203.0.113.3 timeout ";
    assertThat(guarded.portsnareWithInput(list + "60\n", "import", "-").exit()).isZero();
    assertTold("banned", "203.0.113.3", "import");
    assertThat(guarded.portsnareWithInput(list + "500\n", "import", "-").exit()).isZero();
    assertTold("prolonged", "203.0.113.3", "import");
  }

  @Test
  void aNetworkByTheLadder() {
    probe.syn("2001:db8:bad:1::5", HOST6, 23);
    probe.syn("2001:db8:bad:2::5", HOST6, 23);
    assertTold("banned", "2001:db8:bad::/56", "ladder");
  }

  @Test
  void whatIsExemptAndWhatHasExpired() {
    guarded.portsnare("ban", "203.0.113.4", "203.0.113.5", "--for", "2s");
    assertTold("banned", "203.0.113.5", "manual");
    guarded.portsnare("allow", "203.0.113.4");
    assertTold("ended", "203.0.113.4", "manual");
    Await.until(
        "it expires",
        Duration.ofSeconds(5),
        () ->
            onTerminal()
                .anyMatch(e -> e.banned().equals("203.0.113.5") && e.why().equals("expired")));
    assertTold("ended", "203.0.113.5", "manual");
  }

  /** As where the kernel has banned while no daemon was there. */
  @Test
  void foundInTheKernel() {
    String element = "add element inet portsnare banned4 { 203.0.113.6 timeout 1h }";
    Lab.Result added = guarded.lab().onHost("nft", element);
    assertThat(added.exit()).as(added.err()).isZero();
    Await.until(
        "the ledger has it",
        Duration.ofSeconds(20),
        () -> guarded.bannedQuickly().contains("203.0.113.6"));
    assertTold("banned", "203.0.113.6", "found");
    String network = "add element inet portsnare networks4 { 198.18.0.0/24 timeout 1h }";
    Lab.Result wide = guarded.lab().onHost("nft", network);
    assertThat(wide.exit()).as(wide.err()).isZero();
    Await.until(
        "the ledger has the network",
        Duration.ofSeconds(20),
        () -> guarded.bannedQuickly().contains("198.18.0.0/24"));
    assertTold("banned", "198.18.0.0/24", "found");
  }

  @Test
  void observedSenders() {
    guarded.configure("observe = true\n");
    assertThat(guarded.portsnare("reload").exit()).isZero();
    probe.syn("203.0.113.7", HOST4, 23);
    assertTold("observed", "203.0.113.7", "syn");
  }

  /** Those who only want hits get those only. */
  @Test
  void hitsAlone() throws IOException {
    Path hits = guarded.directory().resolve("hits.out");
    Process only =
        guarded
            .lab()
            .hostProcess(
                "curl",
                "-sN",
                "--unix-socket",
                guarded.directory().resolve("run/control.sock").toString(),
                "http://localhost/v1/hits")
            .redirectOutput(hits.toFile())
            .start();
    try {
      Await.until("it is fed", Duration.ofSeconds(5), () -> !text(hits).isEmpty());
      guarded.portsnare("ban", "203.0.113.8");
      probe.syn("203.0.113.9", HOST4, 23);
      Await.until("the hit is told", AT_ONCE, () -> text(hits).contains("203.0.113.9"));
      assertThat(text(hits)).doesNotContain("203.0.113.8");
    } finally {
      only.destroy();
      only.onExit().join();
    }
    assertTold("banned", "203.0.113.8", "manual");
  }
}
