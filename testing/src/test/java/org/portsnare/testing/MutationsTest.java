package org.portsnare.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MutationsTest {
  private static final byte[] VALID = {8, 0, 1, 0, 1, 2, 3, 4, 5, 0, 2, 0, 9, 0, 0, 0};

  @Test
  void sameSeedSameMutations() {
    Mutations one = new Mutations(7);
    Mutations other = new Mutations(7);
    for (int i = 0; i < 1000; i++) assertThat(one.of(VALID)).isEqualTo(other.of(VALID));
  }

  @Test
  void mostDifferInLengthOrContentAndTheOriginalStays() {
    byte[] original = VALID.clone();
    Mutations mutations = new Mutations(1);
    int different = 0;
    int longer = 0;
    int shorter = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] mutated = mutations.of(VALID);
      if (!Arrays.equals(mutated, VALID)) different++;
      if (mutated.length > VALID.length) longer++;
      if (mutated.length < VALID.length) shorter++;
    }
    assertThat(different).isGreaterThan(900);
    assertThat(longer).isGreaterThan(50);
    assertThat(shorter).isGreaterThan(50);
    assertThat(VALID).isEqualTo(original);
  }
}
