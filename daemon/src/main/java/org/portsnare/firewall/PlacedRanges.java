package org.portsnare.firewall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.portsnare.firewall.rules.Ranges;

/**
 * The ranges in an interval set of one family. They tell whether a new range is apart from all of
 * them, so that it can be added alone: writing 200,000 ranges again takes seconds. Not thread-safe.
 *
 * <p>Sorted, in arrays: 40 bytes per range. An address is 128 bits, of which IPv4 uses 32.
 */
final class PlacedRanges {
  /** The end of a range that never ends. */
  private static final long NEVER = 0;

  private long[] firstHigh;
  private long[] firstLow;
  private long[] lastHigh;
  private long[] lastLow;
  private long[] until;
  private int size;

  private record Place(long firstHigh, long firstLow, long lastHigh, long lastLow, long until) {
    static Place of(Ranges.Range range) {
      int length = range.first().length;
      byte[] end = range.end();
      long endHigh = end.length == 0 ? 0 : high(end);
      long behindAll = length == 4 ? 1L << 32 : 0;
      long endLow = end.length == 0 ? behindAll : low(end);
      // The last address is the one before the end; after the highest address, the number wraps.
      long lastLow = endLow - 1;
      long lastHigh = endLow == 0 ? endHigh - 1 : endHigh;
      long until = range.until() == null ? NEVER : range.until().toEpochMilli();
      return new Place(high(range.first()), low(range.first()), lastHigh, lastLow, until);
    }

    private static long high(byte[] address) {
      return address.length == 4 ? 0 : number(address, 0, 8);
    }

    private static long low(byte[] address) {
      return number(address, Math.max(0, address.length - 8), Math.min(8, address.length));
    }

    private static long number(byte[] bytes, int from, int count) {
      long number = 0;
      for (int i = from; i < from + count; i++) number = number << 8 | (bytes[i] & 0xff);
      return number;
    }
  }

  private static final Comparator<Place> ORDER =
      (a, b) -> compare(a.firstHigh, a.firstLow, b.firstHigh, b.firstLow);

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int order = Long.compareUnsigned(high, otherHigh);
    return order != 0 ? order : Long.compareUnsigned(low, otherLow);
  }

  /**
   * @param ranges as {@link Ranges#of} gives them: they do not overlap, and none touches another
   *     with the same time of ending
   */
  PlacedRanges(List<Ranges.Range> ranges) {
    firstHigh = new long[0];
    firstLow = new long[0];
    lastHigh = new long[0];
    lastLow = new long[0];
    until = new long[0];
    add(ranges);
  }

  int size() {
    return size;
  }

  /**
   * Whether each of these is apart: it overlaps no other range, and touches none with the same time
   * of ending, because those two would be one range.
   *
   * @param ranges are apart from one another
   */
  boolean fit(List<Ranges.Range> ranges) {
    for (Ranges.Range range : ranges) {
      if (!fits(Place.of(range))) return false;
    }
    return true;
  }

  private boolean fits(Place place) {
    int next = lowest(place.firstHigh, place.firstLow);
    if (next < size) {
      int order = compare(firstHigh[next], firstLow[next], place.lastHigh, place.lastLow);
      if (order <= 0) return false;
      boolean touches =
          compare(
                  firstLow[next] == 0 ? firstHigh[next] - 1 : firstHigh[next],
                  firstLow[next] - 1,
                  place.lastHigh,
                  place.lastLow)
              == 0;
      if (touches && until[next] == place.until) return false;
    }
    if (next == 0) return true;
    int before = next - 1;
    int order = compare(lastHigh[before], lastLow[before], place.firstHigh, place.firstLow);
    if (order >= 0) return false;
    boolean touches =
        compare(
                lastLow[before] == -1 ? lastHigh[before] + 1 : lastHigh[before],
                lastLow[before] + 1,
                place.firstHigh,
                place.firstLow)
            == 0;
    return !touches || until[before] != place.until;
  }

  /** Index of the first range that begins at this address or after it. */
  private int lowest(long high, long low) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(firstHigh[middle], firstLow[middle], high, low) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** Adds ranges that {@link #fit}. */
  void add(List<Ranges.Range> ranges) {
    List<Place> places = new ArrayList<>(ranges.size());
    for (Ranges.Range range : ranges) places.add(Place.of(range));
    places.sort(ORDER);
    PlacedRanges merged = new PlacedRanges(size + places.size());
    int mine = 0;
    for (Place place : places) {
      int before = lowest(place.firstHigh, place.firstLow);
      merged.copy(this, mine, before);
      mine = before;
      merged.append(place);
    }
    merged.copy(this, mine, size);
    take(merged);
  }

  /** Whether each of these is here unchanged, neither joined with another nor cut. */
  boolean has(List<Ranges.Range> ranges) {
    for (Ranges.Range range : ranges) {
      Place place = Place.of(range);
      int at = lowest(place.firstHigh, place.firstLow);
      if (at == size || !isAt(at, place)) return false;
    }
    return true;
  }

  private boolean isAt(int at, Place place) {
    return firstHigh[at] == place.firstHigh
        && firstLow[at] == place.firstLow
        && lastHigh[at] == place.lastHigh
        && lastLow[at] == place.lastLow;
  }

  /** Removes ranges that it {@link #has}. */
  void remove(List<Ranges.Range> ranges) {
    List<Place> places = new ArrayList<>(ranges.size());
    for (Ranges.Range range : ranges) places.add(Place.of(range));
    places.sort(ORDER);
    PlacedRanges fewer = new PlacedRanges(size);
    int mine = 0;
    for (Place place : places) {
      int at = lowest(place.firstHigh, place.firstLow);
      fewer.copy(this, mine, at);
      mine = at + 1;
    }
    fewer.copy(this, mine, size);
    take(fewer);
  }

  private PlacedRanges(int capacity) {
    firstHigh = new long[capacity];
    firstLow = new long[capacity];
    lastHigh = new long[capacity];
    lastLow = new long[capacity];
    until = new long[capacity];
  }

  private void take(PlacedRanges other) {
    firstHigh = other.firstHigh;
    firstLow = other.firstLow;
    lastHigh = other.lastHigh;
    lastLow = other.lastLow;
    until = other.until;
    size = other.size;
  }

  private void copy(PlacedRanges from, int begin, int end) {
    int count = end - begin;
    System.arraycopy(from.firstHigh, begin, firstHigh, size, count);
    System.arraycopy(from.firstLow, begin, firstLow, size, count);
    System.arraycopy(from.lastHigh, begin, lastHigh, size, count);
    System.arraycopy(from.lastLow, begin, lastLow, size, count);
    System.arraycopy(from.until, begin, until, size, count);
    size += count;
  }

  private void append(Place place) {
    firstHigh[size] = place.firstHigh;
    firstLow[size] = place.firstLow;
    lastHigh[size] = place.lastHigh;
    lastLow[size] = place.lastLow;
    until[size] = place.until;
    size++;
  }
}
