package org.portsnare.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells a ban that the kernel has made from a copy of an old one, as in a ruleset that was saved
 * and is loaded again. Whatever the kernel gets of a ban has a mark in the last part of its
 * timeout: the number of the generation in which it was made. A generation ends when a ban is
 * lifted. An element of an ended one was made before that, however long it seems to have been
 * there. Not thread-safe.
 *
 * <p>Numbers come again after a hundred; then a copy may be taken for a new ban, never the reverse.
 */
public final class Generations {
  /** Under which the ledger keeps them. */
  public static final String KEY = "generations";

  private static final int COUNT = 100;

  /** Milliseconds that a kernel with the slowest clock, HZ=100, tells apart. */
  private static final int STEP_MILLIS = 10;

  private static final long NEVER = 0;

  private final long[] ended = new long[COUNT];
  private int current;

  /** Begins with the first one, in which all that has no mark was made. */
  public Generations() {}

  /** Goes on as {@link #toString} has written it; something else changes nothing. */
  public void load(String text) {
    String[] words = text.split(" ", -1);
    try {
      int number = Integer.parseInt(words[0]);
      long[] ends = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
      if (ends.length != COUNT || number < 0 || number >= COUNT) return;
      current = number;
      System.arraycopy(ends, 0, ended, 0, COUNT);
    } catch (NumberFormatException e) {
      // As said above.
    }
  }

  @Override
  public String toString() {
    String ends = Arrays.stream(ended).mapToObj(Long::toString).collect(Collectors.joining(" "));
    return current + " " + ends;
  }

  /** Milliseconds to be added to timeouts of whole seconds. */
  public int mark() {
    return current * STEP_MILLIS;
  }

  /** Ends the one that is in force. */
  public void next(Instant now) {
    ended[current] = now.toEpochMilli();
    current = (current + 1) % COUNT;
    ended[current] = NEVER;
  }

  /**
   * It is so much later than it seemed when those generations ended that did since {@code from}.
   */
  void shift(Instant from, Duration later) {
    for (int i = 0; i < COUNT; i++) {
      if (ended[i] != NEVER && ended[i] >= from.toEpochMilli()) ended[i] += later.toMillis();
    }
  }

  /** When the one in force began; empty if it is the first. */
  public Optional<Instant> began() {
    return ended((current + COUNT - 1) % COUNT);
  }

  /**
   * When the generation ended in which an element was made; empty for that in force, and for one
   * that is not known.
   *
   * @param timeoutMillis of the element, which a kernel may have rounded down
   */
  public Optional<Instant> endOf(long timeoutMillis) {
    int generation = (int) ((timeoutMillis % 1_000 + STEP_MILLIS / 2) / STEP_MILLIS) % COUNT;
    return generation == current ? Optional.empty() : ended(generation);
  }

  private Optional<Instant> ended(int generation) {
    long end = ended[generation];
    return end == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end));
  }
}
