package org.portsnare.publish.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;

final class NetworkSetTest {
  private static List<Prefix> aggregated(List<Prefix> prefixes) {
    int ipv6 = (int) prefixes.stream().filter(Prefix::ipv6).count();
    NetworkSet set = new NetworkSet(prefixes.size() - ipv6, ipv6);
    prefixes.forEach(set::add);
    set.sort();
    List<Prefix> networks = new ArrayList<>();
    set.forEach(networks::add);
    assertThat(set.count().ipv4() + set.count().ipv6()).isEqualTo(networks.size());
    return networks;
  }

  private static List<String> aggregated(String... prefixes) {
    return aggregated(Stream.of(prefixes).map(Prefix::parse).toList()).stream()
        .map(Prefix::toString)
        .toList();
  }

  @Test
  void neighboursBecomeNetworksAndNothingElseIsCovered() {
    assertThat(aggregated("192.0.2.3", "192.0.2.1", "192.0.2.2", "192.0.2.0"))
        .containsExactly("192.0.2.0/30");
    assertThat(aggregated("192.0.2.1", "192.0.2.2")).containsExactly("192.0.2.1", "192.0.2.2");
    assertThat(aggregated("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"))
        .containsExactly("192.0.2.1", "192.0.2.2/31", "192.0.2.4");
  }

  @Test
  void whatIsInsideAnotherNetworkGoes() {
    assertThat(aggregated("192.0.2.77", "192.0.2.0/24", "192.0.2.0/25", "192.0.2.0/24"))
        .containsExactly("192.0.2.0/24");
    assertThat(aggregated("2001:db8::7", "2001:db8::/32", "2001:db8:1::/64"))
        .containsExactly("2001:db8::/32");
  }

  @Test
  void endsOfTheAddressSpaces() {
    assertThat(aggregated("0.0.0.0/1", "128.0.0.0/1")).containsExactly("0.0.0.0/0");
    assertThat(aggregated("::/1", "8000::/1")).containsExactly("::/0");
    assertThat(aggregated("255.255.255.255", "255.255.255.254"))
        .containsExactly("255.255.255.254/31");
    assertThat(aggregated("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
        .containsExactly("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    assertThat(aggregated("2001:db8:0:1::/64", "2001:db8::ffff:ffff:ffff:ffff", "2001:db8::/64"))
        .containsExactly("2001:db8::/63");
    assertThat(aggregated(List.of())).isEmpty();
  }

  @Test
  void randomIpv4IsCoveredExactlyByTheFewestInOrder() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      List<Prefix> prefixes = new ArrayList<>();
      BitSet expected = new BitSet();
      for (int i = random.nextInt(300); i >= 0; i--) {
        int length = random.nextInt(4) == 0 ? 24 + random.nextInt(9) : 32;
        Prefix prefix = new Prefix(false, 0, 0xcb007100L - 512 + random.nextInt(1024), length);
        prefixes.add(prefix);
        cover(expected, prefix);
      }
      List<Prefix> networks = aggregated(prefixes);
      BitSet covered = new BitSet();
      int addresses = 0;
      for (Prefix network : networks) {
        cover(covered, network);
        addresses += 1 << (32 - network.length());
      }
      assertThat(covered).isEqualTo(expected);
      assertThat(addresses).as("no overlap").isEqualTo(covered.cardinality());
      assertThat(networks).isSorted();
      noTwoAreHalvesOfOne(networks);
    }
  }

  private static void cover(BitSet set, Prefix prefix) {
    int first = (int) (prefix.low() - 0xcb000000L);
    set.set(first, first + (1 << (32 - prefix.length())));
  }

  @Test
  void randomIpv6IsCoveredExactlyByTheFewestInOrder() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      List<Prefix> prefixes = new ArrayList<>();
      for (int i = random.nextInt(200); i >= 0; i--) {
        int length = List.of(48, 60, 63, 64, 64, 64, 65, 127, 128, 128).get(random.nextInt(10));
        long high = 0x20010db8_00000000L + random.nextInt(64);
        long low = random.nextInt(3) == 0 ? -random.nextInt(4) : random.nextInt(8);
        prefixes.add(new Prefix(true, high, low, length));
      }
      List<Prefix> networks = aggregated(prefixes);
      for (Prefix prefix : prefixes) {
        // Covered completely: by one network, or by several that add up to it.
        BigInteger inside =
            networks.stream()
                .filter(prefix::overlaps)
                .map(network -> size(network.contains(prefix) ? prefix : network))
                .reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(inside).as(prefix.toString()).isEqualTo(size(prefix));
      }
      for (Prefix network : networks) {
        assertThat(coveredBy(prefixes, network)).as(network.toString()).isTrue();
      }
      assertThat(networks).isSorted();
      noTwoAreHalvesOfOne(networks);
    }
  }

  private static BigInteger size(Prefix prefix) {
    return BigInteger.ONE.shiftLeft(prefix.bits() - prefix.length());
  }

  /**
   * Whether every address of {@code network} is in one of {@code prefixes}; splits it into halves.
   */
  private static boolean coveredBy(List<Prefix> prefixes, Prefix network) {
    if (prefixes.stream().anyMatch(prefix -> prefix.contains(network))) return true;
    if (prefixes.stream().noneMatch(network::contains)) return false;
    Prefix lower = new Prefix(true, network.high(), network.low(), network.length() + 1);
    Prefix upper = Prefix.of(lower.end(), network.length() + 1);
    return coveredBy(prefixes, lower) && coveredBy(prefixes, upper);
  }

  private static void noTwoAreHalvesOfOne(List<Prefix> networks) {
    for (int i = 1; i < networks.size(); i++) {
      Prefix one = networks.get(i - 1);
      Prefix other = networks.get(i);
      boolean halves =
          one.length() == other.length()
              && one.widened(one.length() - 1).equals(other.widened(other.length() - 1));
      assertThat(halves).as(one + " and " + other).isFalse();
    }
  }
}
