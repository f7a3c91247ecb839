package org.portsnare.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of day, by the time since boot: whoever sets the machine's clock, a ban lasts as long as
 * it was to last. The kernel ends its elements the same way.
 *
 * <p>It begins with the machine's clock, or with what it said in an earlier run of the daemon: if
 * the machine has not booted since, the time since boot tells how much later it is now. After a
 * boot it never begins before it last was: a machine without a battery begins in the past.
 * Thread-safe.
 */
public final class SteadyClock implements InstantSource {
  /** More between two looks at {@link System#nanoTime} is not taken from it. */
  private static final long MAX_NANOS = 2_000_000_000L;

  /** Less may be rounding, or the clock's own rate. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private final InstantSource wall;
  private final LongSupplier uptimeMillis;
  private final LongSupplier nanos;
  private final String bootId;

  /** The time of day at the moment of boot, in milliseconds since 1970. */
  private long bootAt;

  private long syncedUptime;
  private long syncedNanos;
  private long latest = Long.MIN_VALUE;

  /**
   * What the next run of the daemon has to know.
   *
   * @param bootId which boot it was
   * @param uptime milliseconds since boot
   * @param time what the clock said then, in milliseconds since 1970
   */
  public record Note(String bootId, long uptime, long time) {
    public static Optional<Note> parse(String text) {
      String[] words = text.split(" ", -1);
      try {
        if (words.length != 3) return Optional.empty();
        return Optional.of(new Note(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return bootId + " " + uptime + " " + time;
    }
  }

  /**
   * @param uptimeMillis time since boot, whatever becomes of the clock
   * @param nanos the same since any moment, to ask often
   */
  public SteadyClock(
      InstantSource wall, LongSupplier uptimeMillis, LongSupplier nanos, String bootId) {
    this.wall = wall;
    this.uptimeMillis = uptimeMillis;
    this.nanos = nanos;
    this.bootId = bootId;
    syncedUptime = uptimeMillis.getAsLong();
    syncedNanos = nanos.getAsLong();
    bootAt = wall.millis() - syncedUptime;
  }

  /**
   * That of this machine; the machine's clock where the kernel does not tell the time since boot.
   */
  public static SteadyClock ofThisMachine() {
    Path proc = Path.of("/proc");
    String boot = read(proc.resolve("sys/kernel/random/boot_id"));
    LongSupplier uptime =
        () -> {
          String text = read(proc.resolve("uptime"));
          if (text == null) return System.nanoTime() / 1_000_000;
          return (long) (1_000 * Double.parseDouble(text.substring(0, text.indexOf(' '))));
        };
    return new SteadyClock(
        Clock.systemUTC(), uptime, System::nanoTime, boot == null ? "unknown" : boot.strip());
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Goes on where an earlier run of the daemon was.
   *
   * @return whether the machine has not booted since, so that this is certain
   */
  public synchronized boolean resume(Note note) {
    long uptime = uptime();
    long elapsed = uptime - note.uptime;
    boolean sameBoot = note.bootId.equals(bootId) && elapsed >= 0;
    setTo(sameBoot ? note.time + elapsed : Math.max(wall.millis(), note.time));
    return sameBoot;
  }

  /**
   * Takes the machine's clock for what it is.
   *
   * @return how much later it is now than this clock has said
   */
  public synchronized Duration follow() {
    long before = millis();
    setTo(wall.millis());
    return Duration.ofMillis(millis() - before);
  }

  /** Says so much later, or earlier, from now on. */
  public synchronized void move(Duration by) {
    setTo(millis() + by.toMillis());
  }

  private void setTo(long now) {
    bootAt = now - uptime();
    latest = Long.MIN_VALUE;
  }

  public synchronized Note note() {
    return new Note(bootId, uptime(), millis());
  }

  /** How far the machine's clock is ahead of this one; zero if they agree. */
  public Duration ahead() {
    Duration difference = Duration.ofMillis(wall.millis() - millis());
    return difference.abs().compareTo(TOLERANCE) > 0 ? difference : Duration.ZERO;
  }

  /** Looks at the time since boot: that counts what the machine has slept. */
  public synchronized void tick() {
    syncedUptime = uptimeMillis.getAsLong();
    syncedNanos = nanos.getAsLong();
  }

  private long uptime() {
    long since = nanos.getAsLong() - syncedNanos;
    if (since < 0 || since > MAX_NANOS) {
      tick();
      since = 0;
    }
    return syncedUptime + since / 1_000_000;
  }

  @Override
  public synchronized long millis() {
    // Two ways to measure the same time differ by a few milliseconds; it never goes back.
    latest = Math.max(latest, bootAt + uptime());
    return latest;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
