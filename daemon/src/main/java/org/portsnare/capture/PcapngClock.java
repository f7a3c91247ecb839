package org.portsnare.capture;

/**
 * The clock of an interface in a pcapng file.
 *
 * @param resolution {@code if_tsresol}: a unit is 10^-resolution seconds; if the highest bit is
 *     set, it is 2^-n seconds, where n is the other bits
 * @param offset {@code if_tsoffset}: seconds to add
 */
record PcapngClock(int resolution, long offset) {
  static final int MICROSECONDS = 6;

  private static final int BINARY = 0x80;
  private static final long SECOND = 1_000_000_000;
  private static final int NANO = 9;
  private static final long MAX_SECONDS = Long.MAX_VALUE / SECOND - 1;

  /** Exponent of the largest power of ten in 64 bits, unsigned. */
  private static final int MAX_DIGITS = 19;

  /**
   * Number of bits of a fraction that fit into 64 bits when multiplied by 10^9; they are more
   * precise than a nanosecond.
   */
  private static final int FRACTION_BITS = 34;

  /** Nanoseconds since 1970; -1 for an earlier time, or for a later one than fits. */
  long nanos(long units) {
    int exponent = resolution & ~BINARY;
    return (resolution & BINARY) != 0 ? binary(exponent, units) : decimal(exponent, units);
  }

  private long binary(int exponent, long units) {
    int excess = Math.max(0, exponent - FRACTION_BITS);
    long seconds = exponent < Long.SIZE ? units >>> exponent : 0;
    long fraction = exponent < Long.SIZE ? units & ((1L << exponent) - 1) : units;
    long bits = excess < Long.SIZE ? fraction >>> excess : 0;
    return sum(seconds, (bits * SECOND) >>> (exponent - excess));
  }

  private long decimal(int exponent, long units) {
    if (exponent > MAX_DIGITS) return sum(0, decimalNanos(exponent, units));
    long second = powerOfTen(exponent);
    long fraction = Long.remainderUnsigned(units, second);
    return sum(Long.divideUnsigned(units, second), decimalNanos(exponent, fraction));
  }

  private static long decimalNanos(int exponent, long fraction) {
    if (exponent <= NANO) return fraction * powerOfTen(NANO - exponent);
    if (exponent - NANO > MAX_DIGITS) return 0;
    return Long.divideUnsigned(fraction, powerOfTen(exponent - NANO));
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) power *= 10;
    return power;
  }

  private long sum(long seconds, long nanos) {
    // The number is unsigned: a negative value is far too large.
    if (seconds < 0 || seconds > MAX_SECONDS) return -1;
    if (offset < -MAX_SECONDS || offset > MAX_SECONDS) return -1;
    long total = seconds + offset;
    return total < 0 || total > MAX_SECONDS ? -1 : total * SECOND + nanos;
  }
}
