package org.portsnare.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LeftoversTest {
  private long hits;
  private long heap = 20 << 20;
  private int collections;

  private final Leftovers leftovers = new Leftovers(() -> hits, () -> heap, () -> collections++, 0);

  @Test
  void collectsOnceAfterTheStartAndThenOnlyWhenTheHeapHasGrown() {
    leftovers.look();
    leftovers.look();
    assertThat(collections).isEqualTo(1);
    heap += 1 << 20;
    leftovers.look();
    assertThat(collections).isEqualTo(1);
    heap += 10 << 20;
    leftovers.look();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void waitsUntilTheLoadIsOver() {
    Leftovers patient = new Leftovers(() -> hits, () -> heap, () -> collections++, 60_000);
    for (int i = 0; i < 5; i++) {
      hits += 1_000;
      patient.look();
    }
    assertThat(collections).isZero();
  }
}
