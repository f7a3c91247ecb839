package org.portsnare.testing;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Damages valid bytes, in the same way in every run. It flips bits, changes bytes and lengths, and
 * cuts off, removes or doubles parts. Not thread-safe.
 */
public final class Mutations {
  private static final int[] NASTY = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 0x7f, 0x80, 0xfc, 0xff};
  private static final int MOST_AT_ONCE = 4;
  private static final int LONGEST_PIECE = 24;

  private final SplittableRandom random;

  public Mutations(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A copy of {@code valid} with one to {@value #MOST_AT_ONCE} errors. */
  public byte[] of(byte[] valid) {
    byte[] bytes = valid.clone();
    int count = random.nextInt(1, MOST_AT_ONCE + 1);
    for (int i = 0; i < count; i++) bytes = once(bytes);
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length == 0) return new byte[] {(byte) random.nextInt()};
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = nasty();
      // Lengths are at multiples of 4, types at multiples of 2.
      case 3 -> bytes[at & ~3] = nasty();
      case 4 -> bytes[at & ~1] = nasty();
      case 5 -> {
        return Arrays.copyOf(bytes, at);
      }
      default -> {
        return splice(bytes, at);
      }
    }
    return bytes;
  }

  private byte nasty() {
    return (byte) NASTY[random.nextInt(NASTY.length)];
  }

  /** Replaces a piece with another, perhaps empty, piece of the same bytes. */
  private byte[] splice(byte[] bytes, int at) {
    int end = Math.min(bytes.length, at + random.nextInt(LONGEST_PIECE));
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + random.nextInt(LONGEST_PIECE));
    byte[] spliced = new byte[at + (to - from) + (bytes.length - end)];
    System.arraycopy(bytes, 0, spliced, 0, at);
    System.arraycopy(bytes, from, spliced, at, to - from);
    System.arraycopy(bytes, end, spliced, at + to - from, bytes.length - end);
    return spliced;
  }
}
