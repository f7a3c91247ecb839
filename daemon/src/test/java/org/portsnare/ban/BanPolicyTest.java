package org.portsnare.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BanPolicyTest {
  private static final Lifetime TEN = Lifetime.ofDays(10);
  private static final Lifetime THIRTY = Lifetime.ofDays(30);
  private static final Lifetime HALF_YEAR = Lifetime.ofDays(180);

  @ParameterizedTest
  @CsvSource({"1, 10d", "2, 30d", "3, 180d", "4, 180d", "1000, 180d"})
  void laterBansLastLonger(int nth, String lifetime) {
    BanPolicy policy = policy(null, List.of(THIRTY, HALF_YEAR));
    for (Evidence evidence : Evidence.values()) {
      assertThat(policy.lifetime(nth, evidence)).hasToString(lifetime);
    }
  }

  private static BanPolicy policy(@Nullable Lifetime probable, List<Lifetime> repeat) {
    return new BanPolicy(TEN, probable, null, repeat, 32, 64, List.of(), List.of());
  }

  @ParameterizedTest
  @CsvSource({"1, 1d, 10d", "2, 1d, 30d", "9, 1d, 180d"})
  void bansWithoutProofLastAsLongAsTheyAreSetTo(int nth, String probable, String confirmed) {
    BanPolicy policy = policy(Lifetime.ofDays(1), List.of(THIRTY, HALF_YEAR));
    assertThat(policy.lifetime(nth, Evidence.PROBABLE)).hasToString(probable);
    assertThat(policy.lifetime(nth, Evidence.CONFIRMED)).hasToString(confirmed);
  }

  @Test
  void readsStepsOfALadder() {
    assertThat(Step.parse("/56 at 4")).isEqualTo(new Step(56, 4)).hasToString("/56 at 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "56 at 4", "/56", "/56 at 1", "/0 at 4", "/128 at 4", "/56 at 99999"})
  void refusesOtherSteps(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Step.parse(text));
  }

  @Test
  void withoutRepeatEveryBanLastsAsTheFirst() {
    assertThat(policy(null, List.of()).lifetime(7, Evidence.CONFIRMED)).isEqualTo(TEN);
  }

  @ParameterizedTest
  @CsvSource({"30s, 30000", "10m, 600000", "12h, 43200000", "10d, 864000000", "never, 0", "0, 0"})
  void readsDurations(String text, long millis) {
    assertThat(Lifetime.parse(text).millis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "d", "1w", "-1d", "1.5h", "10 d", "36501d", "999999999999d"})
  void refusesOtherDurations(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Lifetime.parse(text));
  }

  @Test
  void foreverHasNoEnd() {
    assertThat(Lifetime.FOREVER.end(Instant.EPOCH)).isNull();
    assertThat(TEN.end(Instant.EPOCH)).isEqualTo(Instant.parse("1970-01-11T00:00:00Z"));
  }

  @Test
  void lifetimesAreTheSameOnlyIfAllOfThemAre() {
    BanPolicy usual = lifetimes(TEN, null, null, List.of(TEN));
    Lifetime hour = new Lifetime(3_600_000);
    assertThat(usual.sameLifetimes(lifetimes(TEN, null, null, List.of(TEN)))).isTrue();
    assertThat(usual.sameLifetimes(lifetimes(hour, null, null, List.of(TEN)))).isFalse();
    assertThat(usual.sameLifetimes(lifetimes(TEN, hour, null, List.of(TEN)))).isFalse();
    assertThat(usual.sameLifetimes(lifetimes(TEN, null, hour, List.of(TEN)))).isFalse();
    assertThat(usual.sameLifetimes(lifetimes(TEN, null, null, List.of()))).isFalse();
  }

  private static BanPolicy lifetimes(
      Lifetime first,
      @Nullable Lifetime probable,
      @Nullable Lifetime closed,
      List<Lifetime> repeat) {
    return new BanPolicy(first, probable, closed, repeat, 32, 64, List.of(), List.of());
  }
}
