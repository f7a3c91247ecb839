package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;
import org.portsnare.firewall.rules.Ranges;

final class PlacedRangesTest {
  private static final Instant SOON = Instant.ofEpochMilli(1_000);
  private static final Instant LATE = Instant.ofEpochMilli(2_000);

  private static List<Ranges.Range> ranges(Instant until, String... prefixes) {
    List<Ranges.Span> spans = new ArrayList<>();
    for (String prefix : prefixes) spans.add(new Ranges.Span(Prefix.parse(prefix), until, 0));
    return Ranges.of(spans, prefixes[0].indexOf(':') >= 0);
  }

  @Test
  void whatStandsApartFits() {
    PlacedRanges placed = new PlacedRanges(ranges(SOON, "192.0.2.0/24", "198.51.100.0/24"));
    assertThat(placed.fit(ranges(SOON, "203.0.113.0/24"))).isTrue();
    assertThat(placed.fit(ranges(SOON, "10.0.0.0/8", "255.255.255.0/24"))).isTrue();
    assertThat(placed.fit(ranges(SOON, "192.0.0.0/16"))).as("around one").isFalse();
    assertThat(placed.fit(ranges(SOON, "192.0.2.128/25"))).as("inside one").isFalse();
    assertThat(placed.fit(ranges(SOON, "192.0.2.0/24"))).as("the same").isFalse();
    assertThat(placed.fit(ranges(SOON, "192.0.3.0/24"))).as("touches, same end").isFalse();
    assertThat(placed.fit(ranges(SOON, "192.0.1.0/24"))).as("touches, same end").isFalse();
    assertThat(placed.fit(ranges(LATE, "192.0.3.0/24", "192.0.1.0/24"))).isTrue();
    assertThat(placed.fit(ranges(null, "0.0.0.0/0"))).isFalse();
  }

  @Test
  void theEdgesOfBothFamilies() {
    PlacedRanges ipv4 = new PlacedRanges(ranges(null, "0.0.0.0/8", "255.0.0.0/8"));
    assertThat(ipv4.fit(ranges(SOON, "1.0.0.0/8", "254.0.0.0/8"))).isTrue();
    assertThat(ipv4.fit(ranges(null, "1.0.0.0/8"))).isFalse();
    assertThat(ipv4.fit(ranges(null, "254.0.0.0/8"))).isFalse();
    PlacedRanges ipv6 = new PlacedRanges(ranges(null, "::/16", "2001:db8::/64", "ffff::/16"));
    assertThat(ipv6.fit(ranges(SOON, "2001:db8:0:1::/64", "2001:db7:ffff:ffff::/64"))).isTrue();
    assertThat(ipv6.fit(ranges(null, "2001:db8:0:1::/64"))).isFalse();
    assertThat(ipv6.fit(ranges(null, "2001:db7:ffff:ffff::/64"))).isFalse();
    assertThat(ipv6.fit(ranges(null, "fffe::/16"))).isFalse();
    assertThat(ipv6.fit(ranges(SOON, "fffe::/16", "1::/16"))).isTrue();
  }

  /** Ranges that are added one by one are the same as ranges that are written at once. */
  @Test
  void oneByOneIsAsAllTogether() {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      PlacedRanges placed = new PlacedRanges(List.of());
      List<Ranges.Span> spans = new ArrayList<>();
      Set<Prefix> taken = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        byte[] address = {10, 0, (byte) random.nextInt(64), (byte) random.nextInt(256)};
        Prefix prefix = Prefix.of(address, 22 + random.nextInt(10));
        Instant until = random.nextBoolean() ? SOON : LATE;
        Ranges.Span span = new Ranges.Span(prefix, until, 0);
        List<Ranges.Range> own = Ranges.of(List.of(span), false);
        if (!taken.add(prefix) || !placed.fit(own)) continue;
        placed.add(own);
        spans.add(span);
      }
      assertThat(placed.size()).isEqualTo(spans.size());
      takeOutAgain(placed, spans);
      assertThat(Ranges.of(spans, false)).hasSize(spans.size());
    }
  }

  private static void takeOutAgain(PlacedRanges placed, List<Ranges.Span> spans) {
    for (int i = 0; i < spans.size(); i += 2) {
      List<Ranges.Range> own = Ranges.of(spans.subList(i, i + 1), false);
      assertThat(placed.has(own)).isTrue();
      placed.remove(own);
      assertThat(placed.has(own)).isFalse();
      assertThat(placed.fit(own)).isTrue();
    }
    for (int i = 1; i < spans.size(); i += 2) {
      assertThat(placed.has(Ranges.of(spans.subList(i, i + 1), false))).isTrue();
    }
  }
}
