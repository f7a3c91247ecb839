package org.portsnare.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A range becomes the smallest list of networks; NetworkSetTest tests joining many networks. */
final class AddressRangeTest {
  private static List<Prefix> between(String first, String last) {
    List<Prefix> networks = new ArrayList<>();
    AddressRange.between(Prefix.parse(first), Prefix.parse(last), networks::add);
    return networks;
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.0, 203.0.113.255, 203.0.113.0/24",
    "203.0.113.7, 203.0.113.7, 203.0.113.7",
    "203.0.113.4, 203.0.113.9, '203.0.113.4/30, 203.0.113.8/31'",
    "0.0.0.0, 255.255.255.255, 0.0.0.0/0",
    "255.255.255.254, 255.255.255.255, 255.255.255.254/31",
    "2001:db8::, 2001:db8::ffff:ffff:ffff:ffff, 2001:db8::/64",
    "2001:db8:0:0:ffff:ffff:ffff:ffff, 2001:db8:0:1::, '2001:db8::ffff:ffff:ffff:ffff,"
        + " 2001:db8:0:1::'",
    "::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::/0",
  })
  void fewestNetworks(String first, String last, String networks) {
    assertThat(between(first, last)).extracting(Prefix::toString).isEqualTo(split(networks));
  }

  private static List<String> split(String networks) {
    return List.of(networks.split(", ", -1));
  }

  @Test
  void worstRangesAreBounded() {
    assertThat(between("0.0.0.1", "255.255.255.254")).hasSize(62);
    assertThat(between("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")).hasSize(254);
  }

  @Test
  void networksFollowEachOtherWithoutAGap() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5_000; i++) {
      long a = random.nextLong(1L << 32);
      long b = random.nextLong(1L << 32);
      Prefix first = new Prefix(false, 0, Math.min(a, b), 32);
      Prefix last = new Prefix(false, 0, Math.max(a, b), 32);
      List<Prefix> networks = between(first.toString(), last.toString());
      assertThat(networks.getFirst().addressText()).isEqualTo(first.toString());
      assertThat(networks.getLast().lastText()).isEqualTo(last.toString());
      for (int j = 1; j < networks.size(); j++) {
        assertThat(Prefix.of(networks.get(j - 1).end(), 32).addressText())
            .isEqualTo(networks.get(j).addressText());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 203.0.113.4",
    "203.0.113.9, 2001:db8::1",
    "203.0.113.0/24, 203.0.114.0/24",
  })
  void noRange(String first, String last) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> between(first, last))
        .withMessage("'" + first + "-" + last + "' is not a range from an address to a later one");
  }
}
