package org.portsnare.imports.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/**
 * A ban that was found in a file.
 *
 * @param number number of the line, row or decision, counted from 1
 * @param left how long the ban still lasts; empty if the file does not say
 * @param detail its origin in the file, such as {@code jail sshd}; empty for none
 */
public record Entry(long number, Prefix prefix, Optional<Lifetime> left, String detail) {
  /** The time that is left, at most a hundred years. */
  public static Lifetime millisLeft(long millis) {
    return new Lifetime(Math.clamp(millis, 1, Lifetime.MAX_MILLIS));
  }

  /** The time that is left until {@code end}, which is after {@code now}. */
  public static Lifetime until(Instant end, Instant now) {
    Duration left = Duration.between(now, end);
    // The milliseconds until a very distant time do not fit into a long.
    boolean endless = left.toDays() >= Lifetime.MAX_MILLIS / 86_400_000L;
    return millisLeft(endless ? Lifetime.MAX_MILLIS : left.toMillis());
  }
}
