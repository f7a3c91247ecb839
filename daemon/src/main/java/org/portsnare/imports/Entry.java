package org.portsnare.imports;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/**
 * A ban that was found in a file.
 *
 * @param number which line, row or decision it is, counted from 1
 * @param left how long it still lasts; empty if the file does not say
 * @param detail what the file says of its origin: {@code jail sshd}; empty for nothing
 */
public record Entry(long number, Prefix prefix, Optional<Lifetime> left, String detail) {
  /** What is left of a hundred years or more is a hundred years. */
  static Lifetime millisLeft(long millis) {
    return new Lifetime(Math.clamp(millis, 1, Lifetime.MAX_MILLIS));
  }

  /** What is left until {@code end}, which is after {@code now}. */
  static Lifetime until(Instant end, Instant now) {
    Duration left = Duration.between(now, end);
    // A time far from now has more milliseconds than a long has room for.
    boolean endless = left.toDays() >= Lifetime.MAX_MILLIS / 86_400_000L;
    return millisLeft(endless ? Lifetime.MAX_MILLIS : left.toMillis());
  }
}
