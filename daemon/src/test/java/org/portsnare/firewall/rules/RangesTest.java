package org.portsnare.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;

final class RangesTest {
  private static final Instant SOON = Instant.ofEpochSecond(100);
  private static final Instant LATE = Instant.ofEpochSecond(200);

  private static Ranges.Span span(String prefix, Instant until) {
    return new Ranges.Span(Prefix.parse(prefix), until, 0);
  }

  private static List<String> text(List<Ranges.Range> ranges) {
    return ranges.stream()
        .map(
            range ->
                Prefix.of(range.first(), range.first().length * 8)
                    + "-"
                    + (range.end().length == 0 ? "end" : Prefix.of(range.end(), 32))
                    + (range.until() == null ? "" : " " + range.until().getEpochSecond()))
        .toList();
  }

  @Test
  void overlappingAndTouchingPrefixesBecomeOneRange() {
    assertThat(
            text(
                Ranges.of(
                    List.of(
                        span("10.0.1.0/24", null),
                        span("10.0.0.0/24", null),
                        span("10.0.0.7", null),
                        span("10.0.3.0/24", null)),
                    false)))
        .containsExactly("10.0.0.0-10.0.2.0", "10.0.3.0-10.0.4.0");
  }

  @Test
  void innerPrefixThatEndsLaterSplitsTheOuterOne() {
    assertThat(text(Ranges.of(List.of(span("10.0.0.0/8", SOON), span("10.1.0.0/16", LATE)), false)))
        .containsExactly("10.0.0.0-10.1.0.0 100", "10.1.0.0-10.2.0.0 200", "10.2.0.0-11.0.0.0 100");
  }

  @Test
  void innerPrefixThatEndsEarlierDisappears() {
    assertThat(text(Ranges.of(List.of(span("10.0.0.0/8", null), span("10.1.0.0/16", LATE)), false)))
        .containsExactly("10.0.0.0-11.0.0.0");
  }

  @Test
  void theVeryEndOfTheAddressSpaceHasNoEnd() {
    assertThat(text(Ranges.of(List.of(span("255.0.0.0/8", null)), false)))
        .containsExactly("255.0.0.0-end");
    assertThat(text(Ranges.of(List.of(span("0.0.0.0/0", null)), false)))
        .containsExactly("0.0.0.0-end");
  }

  /** Compared with the obvious but slow way: a search for each address of a small space. */
  @Test
  void everyAddressGetsTheLatestEndOfAllPrefixesAroundIt() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      List<Ranges.Span> spans = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        byte[] address = {10, 0, 0, (byte) random.nextInt(256)};
        Instant until =
            random.nextInt(4) == 0 ? null : Instant.ofEpochSecond(random.nextInt(5) + 1);
        spans.add(new Ranges.Span(Prefix.of(address, 24 + random.nextInt(9)), until, 0));
      }
      List<Ranges.Range> ranges = Ranges.of(spans, false);
      for (int last = 0; last < 256; last++) {
        byte[] address = {10, 0, 0, (byte) last};
        assertThat(untilOf(ranges, address)).isEqualTo(slowUntilOf(spans, address));
      }
      assertApart(ranges);
    }
  }

  private static String untilOf(List<Ranges.Range> ranges, byte[] address) {
    for (Ranges.Range range : ranges) {
      boolean behindStart = Arrays.compareUnsigned(address, range.first()) >= 0;
      boolean beforeEnd =
          range.end().length == 0 || Arrays.compareUnsigned(address, range.end()) < 0;
      if (behindStart && beforeEnd) return String.valueOf(range.until());
    }
    return "none";
  }

  private static String slowUntilOf(List<Ranges.Span> spans, byte[] address) {
    Prefix host = Prefix.of(address, 32);
    List<Ranges.Span> around = spans.stream().filter(span -> span.prefix().contains(host)).toList();
    if (around.isEmpty()) return "none";
    if (around.stream().anyMatch(span -> span.until() == null)) return "null";
    return around.stream().map(Ranges.Span::until).max(Instant::compareTo).orElseThrow().toString();
  }

  private static void assertApart(List<Ranges.Range> ranges) {
    for (int i = 1; i < ranges.size(); i++) {
      BigInteger end = new BigInteger(1, ranges.get(i - 1).end());
      BigInteger start = new BigInteger(1, ranges.get(i).first());
      assertThat(end).isLessThanOrEqualTo(start);
    }
  }

  @Test
  void rangesComeApartIntoTheFewestPrefixes() {
    Prefix first = Prefix.parse("10.0.0.1");
    Prefix end = Prefix.parse("10.0.0.8");
    assertThat(Ranges.prefixes(first.address(), end.address()))
        .hasToString("[10.0.0.1, 10.0.0.2/31, 10.0.0.4/30]");
    assertThat(Ranges.prefixes(Prefix.parse("::").address(), new byte[0])).hasToString("[::/0]");
    assertThat(Ranges.prefixes(Prefix.parse("255.255.255.255").address(), new byte[0]))
        .hasToString("[255.255.255.255]");
  }
}
