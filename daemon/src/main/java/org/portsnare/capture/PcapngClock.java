package org.portsnare.capture;

/**
 * How an interface of a pcapng file counts time.
 *
 * @param resolution {@code if_tsresol}: a unit is 10 to the minus that, or, with the highest bit
 *     set, 2 to the minus the other bits, of a second
 * @param offset {@code if_tsoffset}: seconds to be added
 */
record PcapngClock(int resolution, long offset) {
  static final int MICROSECONDS = 6;

  private static final int BINARY = 0x80;
  private static final long SECOND = 1_000_000_000;
  private static final int NANO = 9;
  private static final long MAX_SECONDS = Long.MAX_VALUE / SECOND - 1;

  /** Largest power of ten in 64 bits, unsigned. */
  private static final int MAX_DIGITS = 19;

  /** So many bits of a fraction, times 10^9, fit 64 bits, and tell less than a nanosecond. */
  private static final int FRACTION_BITS = 34;

  /** Nanoseconds since 1970; -1 for a time before that, or later than fits. */
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
    // Counted without sign: a negative number is one that is far too large.
    if (seconds < 0 || seconds > MAX_SECONDS) return -1;
    if (offset < -MAX_SECONDS || offset > MAX_SECONDS) return -1;
    long total = seconds + offset;
    return total < 0 || total > MAX_SECONDS ? -1 : total * SECOND + nanos;
  }
}
