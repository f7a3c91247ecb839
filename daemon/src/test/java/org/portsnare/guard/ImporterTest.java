package org.portsnare.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.control.Candidates;
import org.portsnare.control.Candidates.Candidate;
import org.portsnare.control.ImportRequest;
import org.portsnare.control.RefusedException;
import org.portsnare.event.BanEvent;
import org.portsnare.view.ImportView;

/** What becomes of another program's bans, without a kernel. */
final class ImporterTest {
  private static final Instant NOW = BansFixture.NOW;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Prefix ONE = Prefix.parse("203.0.113.1");
  private static final Prefix TWO = Prefix.parse("203.0.113.2");
  private static final Exemption OFFICE =
      new Exemption(Prefix.parse("192.0.2.0/24"), Exemption.Kind.ADMINISTRATOR, "allow.addresses");

  @TempDir private Path dir;
  private BansFixture fixture;

  @BeforeEach
  void open() {
    fixture = new BansFixture(dir);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Candidate until(Prefix prefix, @Nullable Instant end) {
    return new Candidate(prefix, true, end, "");
  }

  private static Candidate unsaid(Prefix prefix) {
    return new Candidate(prefix, false, null, "");
  }

  private static Candidates text(Candidate... candidates) {
    StringBuilder text = new StringBuilder();
    for (Candidate each : candidates) {
      text.append(each.prefix()).append(' ');
      if (!each.timed()) text.append(Candidates.UNSAID);
      else text.append(each.expires() == null ? Candidates.NEVER : each.expires());
      text.append(each.detail().isEmpty() ? "" : " " + each.detail()).append('\n');
    }
    return Candidates.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ImportRequest request(String reason, Candidate... candidates) {
    return new ImportRequest(text(candidates), null, reason, false, false, true);
  }

  private ImportView run(ImportRequest request) {
    return new Importer(
            fixture.ledger(),
            fixture.bans,
            Config.defaults().ban(),
            List.of(OFFICE),
            request,
            fixture.clock.instant())
        .run();
  }

  private Ban ban(Prefix prefix) {
    return fixture.ledger().active(prefix).orElseThrow();
  }

  @Test
  void aNewBanHasTheTimeThatIsLeftThere() {
    ImportView view = run(request("from fail2ban", until(ONE, NOW.plus(HOUR)), until(TWO, null)));
    assertThat(view.added()).isEqualTo(2);
    assertThat(ban(ONE).expires()).isEqualTo(NOW.plus(HOUR));
    assertThat(ban(ONE).fixed()).isTrue();
    assertThat(ban(ONE).trigger()).isEqualTo(Trigger.IMPORT);
    assertThat(ban(ONE).evidence()).isEqualTo(Evidence.PROBABLE);
    assertThat(ban(ONE).reason()).isEqualTo("from fail2ban");
    assertThat(ban(TWO).expires()).isNull();
    assertThat(fixture.kernel.enforced()).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(fixture.told(BanEvent.Kind.MADE)).containsExactly(ONE, TWO);
  }

  @Test
  void withoutAKnownEndTheConfigurationSays() {
    run(request("list", unsaid(ONE)));
    assertThat(ban(ONE).expires()).isEqualTo(NOW.plus(Duration.ofDays(10)));
    assertThat(ban(ONE).fixed()).isFalse();
    Lifetime given = new Lifetime(HOUR.toMillis());
    run(new ImportRequest(text(unsaid(TWO)), given, "list", false, false, false));
    assertThat(ban(TWO).expires()).isEqualTo(NOW.plus(HOUR));
    assertThat(ban(TWO).fixed()).isTrue();
  }

  @Test
  void aSenderThatWasBannedBeforeIsBannedForLonger() {
    run(request("list", unsaid(ONE)));
    fixture.ledger().end(ONE, NOW, "expired");
    fixture.ledger().commit();
    run(request("list", unsaid(ONE)));
    assertThat(ban(ONE).nth()).isEqualTo(2);
    assertThat(ban(ONE).expires()).isEqualTo(NOW.plus(Duration.ofDays(30)));
  }

  @Test
  void theSameListAgainChangesNothingOrProlongs() {
    run(request("list", until(ONE, NOW.plus(HOUR))));
    ImportView same = run(request("list", until(ONE, NOW.plus(HOUR))));
    assertThat(same.unchanged()).isEqualTo(1);
    ImportView earlier = run(request("list", until(ONE, NOW.plusSeconds(60))));
    assertThat(earlier.unchanged()).isEqualTo(1);
    ImportView later = run(request("list", until(ONE, NOW.plus(HOUR.multipliedBy(3)))));
    assertThat(later.prolonged()).isEqualTo(1);
    assertThat(ban(ONE).expires()).isEqualTo(NOW.plus(HOUR.multipliedBy(3)));
    // A list that is imported every day must not fill the history.
    assertThat(fixture.ledger().bansOf(ONE)).isEqualTo(1);
    assertThat(fixture.told(BanEvent.Kind.PROLONGED)).containsExactly(ONE);
  }

  @Test
  void anotherSourceReplacesTheBan() {
    run(request("one list", until(ONE, NOW.plus(HOUR))));
    ImportView view = run(request("another list", until(ONE, NOW.plus(HOUR.multipliedBy(2)))));
    assertThat(view.prolonged()).isEqualTo(1);
    assertThat(ban(ONE).reason()).isEqualTo("another list");
    assertThat(fixture.told(BanEvent.Kind.MADE)).containsExactly(ONE, ONE);
  }

  @Test
  void whatHasEndedThereIsNotBanned() {
    ImportView view = run(request("list", until(ONE, NOW)));
    assertThat(view.ended()).isEqualTo(1);
    assertThat(fixture.inLedger()).isEmpty();
  }

  @Test
  void aBanForEverIsNotShortened() {
    run(request("list", until(ONE, null)));
    assertThat(run(request("list", until(ONE, NOW.plus(HOUR)))).unchanged()).isEqualTo(1);
    assertThat(ban(ONE).expires()).isNull();
  }

  @Test
  void theSamePrefixTwiceIsOneBanWithTheLaterEnd() {
    Instant later = NOW.plus(HOUR.multipliedBy(2));
    run(request("list", until(ONE, NOW.plus(HOUR)), until(ONE, later)));
    assertThat(ban(ONE).expires()).isEqualTo(later);
    assertThat(fixture.told(BanEvent.Kind.MADE)).containsExactly(ONE);
  }

  /** The kernel would refuse a longer one, and all others with it. */
  @Test
  void anEndThatIsTooFarAwayIsTheLastThatThereIs() {
    run(request("list", until(ONE, NOW.plus(Duration.ofDays(100_000)))));
    assertThat(ban(ONE).expires()).isEqualTo(NOW.plusMillis(Lifetime.MAX_MILLIS));
  }

  @Test
  void whatTouchesAnExemptionIsLeftOutAndNamed() {
    Prefix inside = Prefix.parse("192.0.2.7");
    Prefix around = Prefix.parse("192.0.0.0/16");
    ImportView view =
        run(request("list", until(inside, null), until(ONE, null), until(around, null)));
    assertThat(view.added()).isEqualTo(1);
    assertThat(view.exempt())
        .containsExactly(new ImportView.Spared(0, "192.0.2.7", "192.0.2.0/24", "allow.addresses"));
    assertThat(view.refused())
        .containsExactly(
            new ImportView.Spared(2, "192.0.0.0/16", "192.0.2.0/24", "allow.addresses"));
    assertThat(fixture.inLedger()).containsExactly(ONE);
    assertThat(view.outcomes())
        .extracting(ImportView.Outcome::outcome)
        .containsExactly("exempt", "added", "refused");
  }

  @Test
  void strictRefusesAllOfThem() {
    Candidate inside = until(Prefix.parse("192.0.2.7"), null);
    ImportRequest strict =
        new ImportRequest(text(until(ONE, null), inside), null, "", false, true, false);
    assertThatThrownBy(() -> run(strict))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("192.0.2.7 touches an exemption, 192.0.2.0/24");
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.kernel.enforced()).isEmpty();
  }

  @Test
  void aDryRunSaysTheSameAndDoesNothing() {
    ImportRequest dry = new ImportRequest(text(until(ONE, null)), null, "", true, false, false);
    assertThat(run(dry).added()).isEqualTo(1);
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void aListThatDoesNotFitIsRefusedAsAWhole() {
    fixture.kernel.size(1);
    assertThatThrownBy(() -> run(request("list", until(ONE, null), until(TWO, null))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("raise ban.max");
    assertThat(fixture.inLedger()).isEmpty();
    assertThat(fixture.kernel.enforced()).isEmpty();
  }

  /** More than a batch: the first is in the kernel when the second does not fit. */
  @Test
  void aLongListThatDoesNotFitIsRefusedAsAWholeToo() {
    run(request("before", until(ONE, NOW.plus(HOUR))));
    Candidate[] many = new Candidate[2 * Candidates.BATCH + 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = until(Prefix.parse("198.18." + i / 250 + "." + i % 250), null);
    }
    many[7] = until(ONE, null);
    fixture.events.clear();
    fixture.kernel.size(2 * Candidates.BATCH);
    assertThatThrownBy(() -> run(request("list", many))).isInstanceOf(RefusedException.class);
    assertThat(fixture.inLedger()).containsExactly(ONE);
    assertThat(fixture.kernel.enforced()).containsExactly(ONE);
    assertThat(ban(ONE).reason()).isEqualTo("before");
    assertThat(fixture.events).isEmpty();

    fixture.kernel.size(many.length);
    assertThat(run(request("list", many)).added()).isEqualTo(many.length - 1);
    assertThat(fixture.inLedger()).hasSize(many.length);
    assertThat(fixture.told(BanEvent.Kind.MADE)).hasSize(many.length);
  }

  /** The second time it is far behind the first. */
  @Test
  void theSamePrefixInTwoBatchesIsOneBan() {
    Candidate[] many = new Candidate[Candidates.BATCH + 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = until(Prefix.parse("198.18." + i / 250 + "." + i % 250), null);
    }
    many[0] = until(ONE, NOW.plus(HOUR));
    many[Candidates.BATCH] = until(ONE, NOW.plus(HOUR.multipliedBy(2)));
    ImportView view = run(request("list", many));
    assertThat(view.added()).isEqualTo(Candidates.BATCH);
    assertThat(view.prolonged()).isEqualTo(1);
    assertThat(ban(ONE).expires()).isEqualTo(NOW.plus(HOUR.multipliedBy(2)));
    assertThat(fixture.ledger().history(ONE, 5)).hasSize(1);
    assertThat(fixture.kernel.end(ONE)).isEqualTo(NOW.plus(HOUR.multipliedBy(2)).toEpochMilli());
  }

  /** Another program's list may have characters that nobody would see. */
  @Test
  void detailsAreWrittenOut() {
    Candidate candidate = new Candidate(ONE, true, null, "sshd\u202e");
    run(request("fail2ban", candidate));
    assertThat(ban(ONE).reason()).startsWith("fail2ban, sshd").doesNotContain("\u202e");
  }
}
