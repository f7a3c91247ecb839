package org.portsnare.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;

final class PrefixIndexTest {
  private final Random random = new Random(4);
  private final PrefixIndex index = new PrefixIndex(0);
  private final Map<Prefix, Long> expected = new HashMap<>();
  private long nextId = 1;

  private Prefix prefix() {
    return random.nextBoolean()
        ? new Prefix(false, 0, random.nextInt(5_000), 32)
        : new Prefix(true, 0x20010db8_00000000L | random.nextInt(5_000), 0, 64);
  }

  private static List<Long> candidates(PrefixIndex index, Prefix prefix) {
    List<Long> ids = new ArrayList<>();
    for (int slot = index.first(prefix); slot >= 0; slot = index.next(slot))
      ids.add(index.id(slot));
    return ids;
  }

  private void change() {
    Prefix prefix = prefix();
    Long known = expected.remove(prefix);
    if (known != null) {
      index.remove(prefix, known);
    } else {
      index.add(prefix, nextId);
      expected.put(prefix, nextId++);
    }
  }

  private void assertSame() {
    assertThat(index.size()).isEqualTo(expected.size());
    expected.forEach((prefix, id) -> assertThat(candidates(index, prefix)).contains(id));
  }

  @Test
  void knowsExactlyWhatWasAddedAndNotRemoved() {
    for (int i = 0; i < 50_000; i++) change();
    assertSame();
    index.commit();
    Map<Prefix, Long> before = new HashMap<>(expected);
    for (int i = 0; i < 20_000; i++) change();
    assertSame();
    index.rollback();
    expected.clear();
    expected.putAll(before);
    assertSame();
  }

  @Test
  void whatIsFilledInIsCommittedAndFound() {
    PrefixIndex.Filling filling = new PrefixIndex.Filling(0);
    while (expected.size() < 9_500) {
      Prefix prefix = prefix();
      if (expected.putIfAbsent(prefix, nextId) == null) filling.add(prefix, nextId++);
    }
    PrefixIndex filled = filling.finish();
    filled.add(new Prefix(false, 0, 9_999, 32), nextId);
    filled.rollback();
    assertThat(filled.size()).isEqualTo(expected.size());
    assertThat(filled.ipv6())
        .isEqualTo((int) expected.keySet().stream().filter(Prefix::ipv6).count());
    expected.forEach((prefix, id) -> assertThat(candidates(filled, prefix)).contains(id));
    assertThatIllegalStateException()
        .isThrownBy(() -> new PrefixIndex.Filling(0).add(new Prefix(false, 0, 8, 32), 0));
  }

  @Test
  void nearlyNeverSaysPerhapsOfAStranger() {
    for (int i = 0; i < 100_000; i++) index.add(new Prefix(false, 0, i, 32), i + 1);
    long candidates = 0;
    for (int i = 100_000; i < 200_000; i++) {
      candidates += candidates(index, new Prefix(false, 0, i, 32)).size();
    }
    // With 32 bits of hash about 100,000 x 100,000 / 2^32 = 2 of them.
    assertThat(candidates).isLessThan(50);
  }

  @Test
  void widthAndFamilyBelongToTheKey() {
    index.add(new Prefix(false, 0, 7, 32), 1);
    assertThat(candidates(index, new Prefix(true, 0, 7, 128))).isEmpty();
    assertThat(candidates(index, new Prefix(false, 0, 0, 24))).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> index.add(new Prefix(false, 0, 8, 32), PrefixIndex.MAX_ID + 1));
  }
}
