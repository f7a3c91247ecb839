package org.portsnare.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Prefix;
import org.portsnare.config.ConfigFile;
import org.portsnare.config.ConfigReader;
import org.portsnare.ledger.LedgerException;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.trial.Trial;
import org.portsnare.trial.TrialFile;

/** A configuration on trial, whatever fails, without a kernel. */
final class TrialsTest {
  private static final String BEFORE = "[traps]\ntcp = [23]\n";
  private static final String TRIED = "[traps]\ntcp = [7777]\n[ban]\nexpire = \"1h\"\n";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Prefix ONE = Prefix.parse("203.0.113.1");

  @TempDir private Path dir;
  private GuardFixture fixture;
  private TrialFile file;
  private Trials trials;

  @BeforeEach
  void open() {
    fixture = GuardFixture.started(dir, BEFORE);
    file = new TrialFile(dir);
    trials = new Trials(file, config(BEFORE), fixture.guard, fixture.clock, fixture.log);
    fixture.syn("203.0.113.1", 23);
    fixture.guard.hits();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private ConfigFile config(String toml) {
    return new ConfigFile(
        dir.resolve("portsnare.toml"), toml, ConfigReader.parse("portsnare.toml", toml));
  }

  private boolean tries() {
    return fixture.table.inForce().config().traps().isTrap(7777);
  }

  private Duration lasts() {
    var ban = fixture.ledger().active(ONE).orElseThrow();
    return Duration.between(ban.since(), ban.expires());
  }

  @Test
  void onTrialTheRulesChangeAndNoBanDoes() {
    trials.begin(config(TRIED), HOUR);
    assertThat(tries()).isTrue();
    assertThat(lasts()).isEqualTo(Duration.ofDays(10));
    assertThat(trials.until()).isEqualTo(GuardFixture.NOW.plus(HOUR));
    assertThat(file.read()).map(Trial::previous).contains(BEFORE);
    assertThat(file.read()).map(Trial::takenBack).contains(false);
    trials.tick();
    assertThat(trials.isRunning()).isTrue();
  }

  @Test
  void oneAtATime() {
    trials.begin(config(TRIED), HOUR);
    for (Runnable another :
        new Runnable[] {
          () -> trials.begin(config(BEFORE), HOUR), () -> trials.reload(config(BEFORE))
        }) {
      assertThatThrownBy(another::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a configuration is on trial");
    }
    assertThat(tries()).isTrue();
  }

  @Test
  void confirmedItStaysAndBansFollow() {
    trials.begin(config(TRIED), HOUR);
    trials.confirm();
    assertThat(tries()).isTrue();
    assertThat(lasts()).isEqualTo(HOUR);
    assertThat(trials.isRunning()).isFalse();
    assertThat(file.path()).doesNotExist();
    assertThatThrownBy(trials::confirm).hasMessageContaining("no configuration is on trial");
    assertThatThrownBy(trials::revert).hasMessageContaining("no configuration is on trial");
  }

  @Test
  void notConfirmedInTimeItIsTakenBack() {
    trials.begin(config(TRIED), Duration.ZERO);
    trials.tick();
    assertThat(tries()).isFalse();
    assertThat(trials.isRunning()).isFalse();
    assertThat(lasts()).isEqualTo(Duration.ofDays(10));
    assertThat(file.read()).map(Trial::takenBack).contains(true);
  }

  @Test
  void aBanOfTheTrialIsKeptWhenItIsTakenBack() {
    trials.begin(config(TRIED), HOUR);
    fixture.syn("203.0.113.2", 7777);
    fixture.guard.hits();
    trials.revert();
    assertThat(fixture.table.enforced()).contains(ONE, Prefix.parse("203.0.113.2"));
    assertThat(fixture.inLedger()).contains(ONE, Prefix.parse("203.0.113.2"));
  }

  @Test
  void whatTheKernelRefusesIsNotOnTrial() {
    fixture.table.failAfter(0);
    fixture.table.failAgain();
    assertThatThrownBy(() -> trials.begin(config(TRIED), HOUR))
        .isInstanceOf(NetlinkException.class);
    assertThat(trials.isRunning()).isFalse();
    assertThat(file.path()).doesNotExist();
    assertThat(tries()).isFalse();
  }

  @Test
  void whatTheLedgerRefusesIsNotOnTrial() {
    fixture.ledgerRefuses("meta");
    assertThatThrownBy(() -> trials.begin(config(TRIED), HOUR)).isInstanceOf(LedgerException.class);
    assertThat(trials.isRunning()).isFalse();
    assertThat(file.path()).doesNotExist();
    assertThat(tries()).isFalse();
  }

  /** Whoever is locked out by the trial must not stay out because of a full disk. */
  @Test
  void aLedgerThatRefusesDoesNotKeepItInForce() {
    trials.begin(config(TRIED), HOUR);
    for (String table : new String[] {"meta", "ban"}) fixture.ledgerRefuses(table);
    trials.revert();
    assertThat(tries()).isFalse();
    assertThat(trials.isRunning()).isFalse();
  }

  @Test
  void confirmationThatCannotBeWrittenLeavesItOnTrial() {
    trials.begin(config(TRIED), HOUR);
    fixture.ledgerRefuses("ban");
    assertThatThrownBy(trials::confirm).isInstanceOf(LedgerException.class);
    assertThat(trials.isRunning()).isTrue();
    assertThat(file.read()).map(Trial::takenBack).contains(false);
    fixture.ledgerTakes("ban");
    trials.confirm();
    assertThat(lasts()).isEqualTo(HOUR);
  }

  @Test
  void whatCannotBeTakenBackCannotBeTried() {
    assertThatThrownBy(() -> trials.begin(config("[daemon]\nnflog-group = 7\n"), HOUR))
        .hasMessageContaining("[daemon] cannot be tried");
    assertThatThrownBy(() -> trials.begin(config("[ban]\nipv4-prefix = 24\n"), HOUR))
        .hasMessageContaining("cannot be tried");
    assertThat(file.path()).doesNotExist();
  }

  // --- start -----------------------------------------------------------------------------------

  private String atStart(ConfigFile found) {
    return Trials.atStart(file, found, fixture.log).text();
  }

  @Test
  void aStartUsesTheOneBeforeATrialThatNobodyConfirmed() {
    trials.begin(config(TRIED), HOUR);
    assertThat(atStart(config(TRIED))).isEqualTo(BEFORE);
    assertThat(file.read()).map(Trial::takenBack).contains(true);
    // And so does the start after it.
    assertThat(atStart(config(TRIED))).isEqualTo(BEFORE);
  }

  @Test
  void aStartUsesAFileThatWasChangedSince() {
    trials.begin(config(TRIED), HOUR);
    String changed = TRIED + "# changed\n";
    assertThat(atStart(config(changed))).isEqualTo(changed);
    assertThat(file.path()).doesNotExist();
  }

  @Test
  void aStartUsesTheOneBeforeAlsoWhereNothingCanBeWritten() throws IOException {
    trials.begin(config(TRIED), HOUR);
    // Where the new file would be written is a directory that cannot be removed.
    Files.createFile(Files.createDirectory(dir.resolve("trial.new")).resolve("full"));
    assertThat(atStart(config(TRIED))).isEqualTo(BEFORE);
  }

  @Test
  void aStartPassesOverAFileThatMakesNoSense() throws IOException {
    Files.writeString(file.path(), "portsnare trial 1\nrunning\nyesterday\n");
    assertThat(atStart(config(TRIED))).isEqualTo(TRIED);
  }
}
