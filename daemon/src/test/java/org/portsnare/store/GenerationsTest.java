package org.portsnare.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class GenerationsTest {
  private static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");
  private static final long TEN_DAYS = Duration.ofDays(10).toMillis();

  @Test
  void anElementOfAnEndedGenerationWasMadeBeforeItsEnd() {
    Generations generations = new Generations();
    assertThat(generations.mark()).isZero();
    assertThat(generations.endOf(TEN_DAYS)).isEmpty();
    generations.next(BEGIN);
    assertThat(generations.mark()).isEqualTo(10);
    assertThat(generations.endOf(TEN_DAYS)).contains(BEGIN);
    assertThat(generations.endOf(TEN_DAYS + 10)).isEmpty();
    assertThat(generations.began()).contains(BEGIN);
    // One of which nothing is known, as after the loss of a ledger.
    assertThat(generations.endOf(TEN_DAYS + 500)).isEmpty();
  }

  /** A kernel with HZ=250 keeps multiples of 4 ms, one with HZ=100 of 10 ms. */
  @Test
  void everyMarkIsReadBackFromEveryKernel() {
    for (int hz : new int[] {100, 250, 300, 1_000}) {
      Generations generations = new Generations();
      for (int i = 0; i < 99; i++) {
        long marked = TEN_DAYS + generations.mark();
        long kept = (marked * hz / 1_000) * 1_000 / hz;
        assertThat(generations.endOf(kept)).isEmpty();
        Instant end = BEGIN.plusSeconds(i);
        generations.next(end);
        assertThat(generations.endOf(kept)).as("HZ=%d, %d", hz, i).contains(end);
      }
    }
  }

  @Test
  void numbersComeAgain() {
    Generations generations = new Generations();
    for (int i = 0; i < 250; i++) generations.next(BEGIN.plusSeconds(i));
    assertThat(generations.mark()).isEqualTo(500);
    assertThat(generations.endOf(TEN_DAYS + 490)).contains(BEGIN.plusSeconds(249));
    assertThat(generations.endOf(TEN_DAYS + 500)).isEmpty();
    assertThat(generations.endOf(TEN_DAYS + 510)).contains(BEGIN.plusSeconds(151));
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    Generations generations = new Generations();
    generations.next(BEGIN);
    generations.next(BEGIN.plusSeconds(5));
    Generations read = new Generations();
    read.load(generations.toString());
    assertThat(read.toString()).isEqualTo(generations.toString());
    assertThat(read.mark()).isEqualTo(20);
    for (String nonsense : new String[] {"", "x", "7", "-1 0", "3 " + "0 ".repeat(99) + "x"}) {
      read.load(nonsense);
      assertThat(read.mark()).isEqualTo(20);
    }
  }
}
