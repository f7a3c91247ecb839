package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** Lifted and ended bans do not return when an administrator loads an old ruleset again. */
final class LiftedEndToEndIT {
  private static final String SHARED = "# daemon: own-table = false\n";

  private Guarded guarded;
  private Probe probe;

  @AfterEach
  void stop() {
    if (probe != null) probe.close();
    if (guarded != null) guarded.close();
  }

  private void start(String toml) {
    guarded = Guarded.start(toml);
    probe = new Probe(guarded.lab());
  }

  /** Saves the ruleset, as an administrator does, or a service at boot. */
  private String save() {
    Lab.Result saved = guarded.lab().onHost("nft", "list", "ruleset");
    assertThat(saved.exit()).isZero();
    return saved.out();
  }

  private void reboot() {
    probe.close();
    guarded.lab().rebootHost();
    probe = new Probe(guarded.lab());
  }

  private void catchAll(String... senders) {
    for (String sender : senders) {
      probe.syn(sender, HOST4, 23);
      guarded.awaitBanned(sender);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SHARED, "", SHARED + "[ban]\nexpire-probable = \"2d\"\n"})
  void aSavedRulesetThatIsLoadedAtBootBringsNothingBack(String toml) throws InterruptedException {
    start(toml);
    catchAll("203.0.113.1", "203.0.113.2", "203.0.113.3");
    assertThat(guarded.portsnare("ban", "203.0.113.64/28", "203.0.113.5").exit()).isZero();
    String[] forGood = {"203.0.113.128/28", "203.0.113.6"};
    assertThat(guarded.portsnare("ban", forGood[0], forGood[1], "--for", "never").exit()).isZero();
    String saved = save();
    String[] lifted = {"203.0.113.1", "203.0.113.64/28", "203.0.113.5", forGood[0], forGood[1]};
    for (String ban : lifted) assertThat(guarded.portsnare("unban", ban).exit()).isZero();
    assertThat(guarded.portsnare("allow", "203.0.113.3", "--for", "1s").exit()).isZero();
    assertThat(guarded.terminate()).isEqualTo(143);
    reboot();
    Lab.Result loaded = guarded.lab().onHostWithInput(saved, "nft", "-f", "-");
    // nft 1.0.6 cannot read the flags that it writes for an owned table, so it loads nothing.
    if (toml.startsWith(SHARED)) assertThat(loaded.exit()).as(loaded.err()).isZero();
    guarded.start();
    Await.until(
        "what was lifted is gone from the kernel, too",
        Duration.ofSeconds(20),
        () -> List.of(1, 3, 5, 6, 70, 140).stream().allMatch(i -> isOpen("203.0.113." + i)));
    assertThat(guarded.banned()).containsExactly("203.0.113.2");
    assertThat(probe.ping("203.0.113.2", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
  }

  private boolean isOpen(String sender) {
    return probe.ping(sender, HOST4) == Scanner.Answer.OPEN;
  }

  /** The daemon makes a shared table again at once, from the ledger. */
  @ParameterizedTest
  @ValueSource(strings = {SHARED, ""})
  void aSavedRulesetThatIsLoadedWhileTheDaemonRunsBringsNothingBack(String toml) {
    start(toml);
    catchAll("203.0.113.1", "203.0.113.2");
    String saved = save();
    assertThat(guarded.portsnare("unban", "203.0.113.1").exit()).isZero();
    guarded.lab().onHostWithInput(saved, "nft", "-f", "-");
    Await.until("it passes again", Duration.ofSeconds(20), () -> isOpen("203.0.113.1"));
    assertThat(guarded.banned()).containsExactly("203.0.113.2");
    // A new touch bans the sender as usual.
    catchAll("203.0.113.1");
  }

  /** A ban that the kernel makes while no daemon runs is not an old copy. */
  @ParameterizedTest
  @ValueSource(strings = {SHARED, ""})
  void aNewCatchOfASenderThatWasLiftedIsFound(String toml) {
    start(toml);
    catchAll("203.0.113.1");
    assertThat(guarded.portsnare("unban", "203.0.113.1").exit()).isZero();
    guarded.kill();
    probe.syn("203.0.113.1", HOST4, 445);
    guarded.start();
    Await.until(
        "it is found",
        Duration.ofSeconds(20),
        () -> guarded.bannedQuickly().contains("203.0.113.1"));
    assertThat(guarded.portsnare("explain", "203.0.113.1").out())
        .contains("the kernel banned it while no daemon was there");
  }

  /** For the kernel both are one range, because the inner one does not end later. */
  @Test
  void aNetworkInsideOneThatIsLiftedStaysBanned() {
    start("");
    assertThat(guarded.portsnare("ban", "203.0.113.0/24", "--for", "10d").exit()).isZero();
    assertThat(guarded.portsnare("ban", "203.0.113.128/25", "--for", "1d").exit()).isZero();
    assertThat(guarded.portsnare("unban", "203.0.113.0/24").exit()).isZero();
    assertThat(probe.ping("203.0.113.200", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
    assertThat(probe.ping("203.0.113.5", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    assertThat(guarded.banned()).containsExactly("203.0.113.128/25");
  }
}
