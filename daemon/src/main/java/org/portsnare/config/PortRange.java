package org.portsnare.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ports from {@code first} to {@code last}, both included. */
public record PortRange(int first, int last) {
  public PortRange {
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException("'" + first + "-" + last + "' is not a range of ports");
    }
  }

  /**
   * Reads {@code 6000-6063} or {@code 23}.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static PortRange parse(String text) {
    if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
      throw new IllegalArgumentException("'" + text + "' is not a port or a range like 6000-6063");
    }
    String[] ends = text.split("-", -1);
    return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
  }

  public boolean contains(int port) {
    return first <= port && port <= last;
  }

  /** Number of ports. */
  public int size() {
    return last - first + 1;
  }

  /** Each port on its own. */
  public Stream<PortRange> each() {
    return IntStream.rangeClosed(first, last).mapToObj(port -> new PortRange(port, port));
  }

  /** The ranges without some single ports, in order. */
  public static List<PortRange> without(List<PortRange> ranges, List<Integer> ports) {
    List<PortRange> left = ranges;
    for (int port : ports) left = left.stream().flatMap(range -> range.without(port)).toList();
    return left;
  }

  private Stream<PortRange> without(int port) {
    if (!contains(port)) return Stream.of(this);
    Stream.Builder<PortRange> parts = Stream.builder();
    if (first < port) parts.add(new PortRange(first, port - 1));
    if (port < last) parts.add(new PortRange(port + 1, last));
    return parts.build();
  }

  /** The same ports, in order, without ranges that overlap. */
  static List<PortRange> merged(List<PortRange> ranges) {
    List<PortRange> merged = new ArrayList<>();
    List<PortRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingInt(PortRange::first));
    for (PortRange range : sorted) {
      PortRange before = merged.isEmpty() ? null : merged.getLast();
      if (before != null && range.first <= before.last) {
        merged.removeLast();
        merged.add(new PortRange(before.first, Math.max(before.last, range.last)));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
