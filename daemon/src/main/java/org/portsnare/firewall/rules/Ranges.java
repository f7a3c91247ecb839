package org.portsnare.firewall.rules;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/**
 * Turns prefixes into ranges for an interval set. The ranges do not overlap, and ranges that touch
 * end at different times. Each range ends at the latest end of all prefixes around it. Prefixes
 * either nest or are apart, so one pass with a stack is enough.
 */
public final class Ranges {
  /**
   * A prefix in an interval set.
   *
   * @param until when the ban ends; null for never
   * @param packets start value of its counter
   */
  public record Span(Prefix prefix, @Nullable Instant until, long packets) {}

  /**
   * A range of addresses.
   *
   * @param end the first address after the range; empty if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // written to the kernel, never compared
  public record Range(byte[] first, byte[] end, @Nullable Instant until, long packets) {}

  private record Open(BigInteger end, @Nullable Instant until, long packets) {}

  private final int bytes;
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Range> ranges = new ArrayList<>();
  private BigInteger cursor = BigInteger.ZERO;
  private BigInteger lastEnd = BigInteger.ONE.negate();

  private Ranges(int bytes) {
    this.bytes = bytes;
  }

  /** The ranges of one family. */
  public static List<Range> of(List<Span> spans, boolean ipv6) {
    Ranges ranges = new Ranges(ipv6 ? 16 : 4);
    spans.stream()
        .filter(span -> span.prefix().ipv6() == ipv6)
        .sorted(Comparator.comparing(Span::prefix))
        .forEach(ranges::enter);
    ranges.closeUpTo(BigInteger.ONE.shiftLeft(ranges.bytes * 8));
    return ranges.ranges;
  }

  private void enter(Span span) {
    BigInteger first = new BigInteger(1, span.prefix().address());
    BigInteger size = BigInteger.ONE.shiftLeft(bytes * 8 - span.prefix().length());
    closeUpTo(first);
    Open around = open.peek();
    if (around != null) emit(first, around);
    cursor = first;
    Instant until = around == null ? span.until() : later(around.until(), span.until());
    boolean inherits = around != null && Objects.equals(until, around.until());
    open.push(new Open(first.add(size), until, inherits ? around.packets() : span.packets()));
  }

  private void closeUpTo(BigInteger position) {
    while (!open.isEmpty() && open.peek().end().compareTo(position) <= 0) {
      Open ended = open.pop();
      emit(ended.end(), ended);
      cursor = ended.end();
    }
  }

  private void emit(BigInteger end, Open open) {
    if (cursor.compareTo(end) >= 0) return;
    boolean joins = cursor.equals(lastEnd) && !ranges.isEmpty();
    if (joins && Objects.equals(ranges.getLast().until(), open.until())) {
      Range before = ranges.removeLast();
      ranges.add(new Range(before.first(), address(end), open.until(), before.packets()));
    } else {
      ranges.add(new Range(address(cursor), address(end), open.until(), open.packets()));
    }
    lastEnd = end;
  }

  /** An address of fixed width; empty for the address after the last one. */
  private byte[] address(BigInteger value) {
    if (value.bitLength() > bytes * 8) return new byte[0];
    byte[] address = new byte[bytes];
    byte[] digits = value.toByteArray();
    int count = Math.min(digits.length, bytes);
    System.arraycopy(digits, digits.length - count, address, bytes - count, count);
    return address;
  }

  /**
   * The smallest list of prefixes that make up a range, in order.
   *
   * @param end the first address after the range; empty if there is none
   */
  public static List<Prefix> prefixes(byte[] first, byte[] end) {
    int bits = first.length * 8;
    BigInteger from = new BigInteger(1, first);
    BigInteger to = end.length == 0 ? BigInteger.ONE.shiftLeft(bits) : new BigInteger(1, end);
    Ranges width = new Ranges(first.length);
    List<Prefix> prefixes = new ArrayList<>();
    while (from.compareTo(to) < 0) {
      int aligned = from.signum() == 0 ? bits : Math.min(bits, from.getLowestSetBit());
      int size = Math.min(aligned, to.subtract(from).bitLength() - 1);
      prefixes.add(Prefix.of(width.address(from), bits - size));
      from = from.add(BigInteger.ONE.shiftLeft(size));
    }
    return prefixes;
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) return null;
    return a.isAfter(b) ? a : b;
  }
}
