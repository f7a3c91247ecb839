package org.portsnare.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.ConfigFile;
import org.portsnare.config.ConfigReader;
import org.portsnare.control.Candidates;
import org.portsnare.control.ImportRequest;
import org.portsnare.control.ListRequest;
import org.portsnare.control.RefusedException;
import org.portsnare.control.Search;
import org.portsnare.guard.GuardFixture;
import org.portsnare.guard.Trials;
import org.portsnare.history.HistoryKeeper;
import org.portsnare.hit.HitQueue;
import org.portsnare.hit.HitReader;
import org.portsnare.http.HttpServer;
import org.portsnare.ledger.LedgerException;
import org.portsnare.ledger.query.BanQuery;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.trial.TrialFile;
import org.portsnare.view.Answer;
import org.portsnare.view.BanView;
import org.portsnare.view.ExplainView;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;
import org.portsnare.work.Confined;
import org.portsnare.work.Worker;

/** What each command does, and what it refuses, without a kernel. */
final class ControlTest {
  private static final Instant NOW = GuardFixture.NOW;
  private static final Lifetime HOUR = new Lifetime(Duration.ofHours(1).toMillis());
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");
  private static final Prefix WIDE = Prefix.parse("203.0.113.0/24");
  private static final String CONFIG = "[allow]\naddresses = [\"192.0.2.0/24\"]\n";

  @TempDir private Path dir;
  private final List<Boolean> stops = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private GuardFixture fixture;
  private HttpServer http;
  private Worker worker;
  private Path file;
  private Control control;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(dir.resolve("portsnare.toml"), CONFIG);
    fixture = GuardFixture.started(dir, CONFIG);
    http = HttpServer.start(4);
    worker = new Worker(failures::add);
    worker.start();
    ConfigFile inForce = new ConfigFile(file, CONFIG, ConfigReader.parse("test", CONFIG));
    Trials trials =
        new Trials(new TrialFile(dir), inForce, fixture.guard, fixture.clock, fixture.log);
    Publishing publishing =
        new Publishing(dir, new Confined<>(worker, fixture.guard), fixture.log, fixture.clock);
    StatusReport status =
        new StatusReport(
            new Run("1.2.3", file, NOW),
            fixture.guard,
            trials,
            publishing,
            new Serving(http, fixture.log),
            unbound(),
            fixture.queue);
    HistoryKeeper history =
        new HistoryKeeper(
            fixture.keeper,
            fixture.clock,
            () -> new HistoryKeeper.Dropped(0, 0),
            () -> Lifetime.ofDays(400));
    CommandHandler handler =
        new CommandHandler(fixture.guard, trials, history, status, fixture.clock);
    control =
        new Control(
            new Confined<>(worker, handler),
            fixture.events,
            file,
            publishing,
            new SystemdNotify(Map.of(), fixture.log),
            fixture.log,
            fixture.clock,
            stops::add);
  }

  /** The NFLOG group belongs to somebody else. */
  private HitReader unbound() {
    return new HitReader(
        () -> {
          throw new NetlinkException("bind to NFLOG group 42", Errno.EBUSY);
        },
        fixture.queue,
        new HitQueue(8, 128),
        fixture.clock,
        () -> {},
        () -> {});
  }

  @AfterEach
  void stop() {
    worker.close();
    http.close();
    fixture.close();
    assertThat(failures).isEmpty();
  }

  private Answer ban(@Nullable Lifetime lasts, boolean force, Prefix... prefixes) {
    return control.ban(List.of(prefixes), lasts, "rude", force);
  }

  private Ban active(Prefix prefix) {
    return fixture.ledger().active(prefix).orElseThrow();
  }

  @Test
  void aReportKnowsTheBanThatWasMadeJustNow() {
    ban(HOUR, false, ONE);
    ReportView report = control.report(Duration.ofDays(1), 10);
    assertThat(report.totals().manual()).isEqualTo(1);
    assertThat(report.steps()).hasSize(24);
    // Nobody has scanned this host, and nobody has answered.
    assertThat(report.totals().bans()).isZero();
    assertThat(report.totals().confirmed()).isZero();
    assertThat(report.tops().triggers().getFirst().name()).isEqualTo("manual");
    assertThat(report.active()).isEqualTo(1);
    assertThat(report.protection()).contains("protected");
  }

  // --- ban -------------------------------------------------------------------------------------

  @Test
  void aBanByHandIsConfirmedAndLastsAsLongAsItSays() {
    Answer answer = ban(HOUR, false, ONE, WIDE, ONE);
    assertThat(answer.done()).isTrue();
    assertThat(answer.lines()).hasSize(2);
    assertThat(answer.lines().getFirst()).startsWith("banned 203.0.113.1 until ");
    assertThat(fixture.table.enforced()).containsExactlyInAnyOrder(ONE, WIDE);
    Ban ban = active(ONE);
    assertThat(ban.expires()).isEqualTo(NOW.plus(Duration.ofHours(1)));
    assertThat(ban.fixed()).isTrue();
    assertThat(ban.trigger()).isEqualTo(Trigger.MANUAL);
    assertThat(ban.evidence()).isEqualTo(Evidence.CONFIRMED);
    assertThat(ban.reason()).isEqualTo("rude");
    // What it has open ends, too.
    assertThat(fixture.host.cut()).contains(ONE);
  }

  @Test
  void withoutATimeTheConfigurationSays() {
    ban(null, false, ONE);
    assertThat(active(ONE).fixed()).isFalse();
    assertThat(active(ONE).expires()).isEqualTo(NOW.plus(Duration.ofDays(10)));
    // Again: the same ban by its number, not a second offence.
    ban(null, false, ONE);
    assertThat(active(ONE).nth()).isEqualTo(1);
  }

  @Test
  void whatTouchesAnExemptionIsRefusedAndNothingIsDone() {
    Answer refused = ban(HOUR, false, ONE, Prefix.parse("192.0.0.0/16"));
    assertThat(refused.done()).isFalse();
    assertThat(refused.lines())
        .singleElement()
        .asString()
        .contains("192.0.0.0/16", "192.0.2.0/24", "allow.addresses", "--force");
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(ban(HOUR, true, Prefix.parse("192.0.0.0/16")).done()).isTrue();
    // Within the exemption it would hold for nobody.
    Answer useless = ban(HOUR, true, Prefix.parse("192.0.2.7"));
    assertThat(useless.done()).isFalse();
    assertThat(useless.lines()).singleElement().asString().contains("it is exempt");
  }

  @Test
  void aFullSetIsToldAndNothingIsDone() {
    fixture.table.size(1);
    Answer full = ban(HOUR, false, ONE, TWO);
    assertThat(full.done()).isFalse();
    assertThat(full.lines()).singleElement().asString().contains("raise ban.max");
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.table.enforced()).isEmpty();
  }

  @Test
  void aLedgerThatRefusesIsToldAndNothingIsDone() {
    fixture.ledgerRefuses("ban");
    assertThatThrownBy(() -> ban(HOUR, false, ONE))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("refused");
    assertThat(fixture.table.enforced()).isEmpty();
    assertThat(fixture.inLedger()).isEmpty();
    fixture.ledgerTakes("ban");
    assertThat(ban(HOUR, false, ONE).done()).isTrue();
  }

  // --- unban -----------------------------------------------------------------------------------

  @Test
  void whatIsNotBannedCannotBeLifted() {
    ban(HOUR, false, ONE);
    Answer both = control.unban(List.of(ONE, TWO), false);
    assertThat(both.lines()).contains("unbanned 203.0.113.1", "203.0.113.2 is not banned");
    assertThat(fixture.table.enforced()).isEmpty();
    assertThat(control.unban(List.of(ONE), false).done()).isFalse();
  }

  @Test
  void aHitThatIsStillToBeWrittenIsLiftedToo() {
    fixture.syn("203.0.113.1", 23);
    assertThat(control.unban(List.of(ONE), false).done()).isTrue();
    assertThat(fixture.table.enforced()).isEmpty();
    assertThat(fixture.inLedger()).isEmpty();
  }

  @Test
  void bansInsideANetworkAreNamedAndLiftedOnDemand() {
    ban(HOUR, false, ONE, TWO);
    Answer named = control.unban(List.of(WIDE), false);
    assertThat(named.done()).isFalse();
    assertThat(String.join("\n", named.lines())).contains("2", "--inside");
    assertThat(control.unban(List.of(WIDE), true).done()).isTrue();
    assertThat(fixture.inLedger()).isEmpty();
  }

  // --- allow -----------------------------------------------------------------------------------

  @Test
  void whatIsAllowedIsLetGoUntilItsTimeIsOver() {
    ban(HOUR, false, ONE);
    assertThat(control.allow(ONE, HOUR, "friend").done()).isTrue();
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(control.explain(ONE).verdict()).isEqualTo("203.0.113.1 is never banned");
    assertThat(ban(HOUR, false, ONE).done()).isFalse();
    assertThat(control.disallow(ONE).done()).isTrue();
    assertThat(control.disallow(ONE).done()).isFalse();
    assertThat(ban(HOUR, false, ONE).done()).isTrue();
  }

  /** Whoever is locked out must get in, also with a full disk. */
  @Test
  void whatCannotBeWrittenIsAllowedUntilTheDaemonEnds() {
    fixture.ledgerRefuses("allow");
    Answer answer = control.allow(ONE, null, "me");
    assertThat(answer.done()).isTrue();
    assertThat(String.join("\n", answer.lines())).contains("until the daemon ends");
    assertThat(control.explain(ONE).verdict()).isEqualTo("203.0.113.1 is never banned");
  }

  // --- questions -------------------------------------------------------------------------------

  @Test
  void explainSaysWhatTheKernelHas() {
    assertThat(control.explain(ONE).verdict()).isEqualTo("203.0.113.1 is not banned");
    fixture.handshake("203.0.113.1", 23);
    ExplainView view = control.explain(ONE);
    assertThat(view.verdict()).isEqualTo("203.0.113.1 is banned");
    assertThat(view.history()).hasSize(1);
    assertThat(view.history().getFirst().packet()).contains("> 23 syn");
    assertThat(view.history().getFirst().sender()).isEqualTo("203.0.113.1");
    fixture.table.remove(List.of(ONE));
    assertThat(control.explain(ONE).verdict())
        .isEqualTo("203.0.113.1 is banned, but missing from the kernel; repair pending");
  }

  @Test
  void listHasWhatIsBannedNewestFirstWithCounts() {
    fixture.syn("203.0.113.1", 23);
    fixture.clock.advance(Duration.ofMinutes(1));
    fixture.syn("203.0.113.2", 445);
    fixture.table.dropped(TWO, 7);
    List<BanView> all = new ArrayList<>();
    control.list(new ListRequest(BanQuery.ALL), all::add);
    assertThat(all).extracting(BanView::address).containsExactly("203.0.113.2", "203.0.113.1");
    assertThat(all.getFirst().dropped()).isEqualTo(7);
    List<String> one = new ArrayList<>();
    control.addresses(Search.of("445"), one::add);
    assertThat(one).containsExactly("203.0.113.2");
  }

  @Test
  void statusHasEachSectionAndSaysWhatIsWrong() {
    ban(HOUR, false, ONE, WIDE);
    fixture.ledgerRefuses("meta");
    StatusView status = control.status();
    assertThat(status.daemon().version()).isEqualTo("1.2.3");
    assertThat(status.daemon().config()).isEqualTo(file.toString());
    assertThat(status.daemon().trialUntil()).isNull();
    assertThat(status.bans().active()).isEqualTo(2);
    assertThat(status.bans().inKernel()).isEqualTo(2);
    assertThat(status.rules().interfaces()).containsExactly("wan");
    assertThat(status.exemptions()).extracting("reason").contains("allow.addresses");
    assertThat(status.warnings()).anyMatch(line -> line.startsWith("no hit can be read"));
  }

  // --- configuration ---------------------------------------------------------------------------

  private void write(String toml) {
    try {
      Files.writeString(file, toml, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReloadReadsTheFileAndAMistakeChangesNothing() {
    write("[traps]\ntcp = [7777]\n");
    assertThat(control.reload().lines()).containsExactly("reloaded " + file);
    assertThat(fixture.table.inForce().config().traps().isTrap(7777)).isTrue();
    write("[traps]\ntcp = [70000]\n");
    Answer mistake = control.reload();
    assertThat(mistake.done()).isFalse();
    assertThat(String.join("\n", mistake.lines())).contains("70000");
    assertThat(fixture.table.inForce().config().traps().isTrap(7777)).isTrue();
  }

  @Test
  void aTrialIsConfirmedOrTakenBack() {
    assertThat(control.confirm().done()).isFalse();
    assertThat(control.revert().done()).isFalse();
    write("[traps]\ntcp = [7777]\n");
    assertThat(control.apply(HOUR).done()).isTrue();
    assertThat(control.status().daemon().trialUntil()).isEqualTo(NOW.plus(Duration.ofHours(1)));
    assertThat(control.apply(HOUR).done()).isFalse();
    assertThat(control.revert().done()).isTrue();
    assertThat(fixture.table.inForce().config().traps().isTrap(7777)).isFalse();
    assertThat(control.apply(HOUR).done()).isTrue();
    assertThat(control.confirm().done()).isTrue();
    assertThat(fixture.table.inForce().config().traps().isTrap(7777)).isTrue();
  }

  // --- others ----------------------------------------------------------------------------------

  @Test
  void anImportThatDoesNotFitIsRefused() {
    fixture.table.size(1);
    byte[] lines = "203.0.113.1 -\n203.0.113.2 -\n".getBytes(StandardCharsets.UTF_8);
    ImportRequest request =
        new ImportRequest(Candidates.of(lines), null, "list", false, false, false);
    assertThatThrownBy(() -> control.importBans(request)).isInstanceOf(RefusedException.class);
    assertThat(fixture.inLedger()).isEmpty();
    fixture.table.size(2);
    assertThat(control.importBans(request).added()).isEqualTo(2);
  }

  @Test
  void stoppingTellsTheDaemonOnce() {
    assertThat(control.stop(false).done()).isTrue();
    assertThat(stops).containsExactly(false);
    assertThat(fixture.table.tableExists()).isTrue();
  }

  @Test
  void downTakesTheTableAway() {
    ban(HOUR, false, ONE);
    assertThat(control.stop(true).done()).isTrue();
    assertThat(fixture.table.tableExists()).isFalse();
    assertThat(fixture.inLedger()).containsExactly(ONE);
  }
}
