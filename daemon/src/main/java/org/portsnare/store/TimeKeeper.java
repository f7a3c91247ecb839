package org.portsnare.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.portsnare.ledger.Ledger;
import org.portsnare.log.Log;
import org.portsnare.netlink.KernelClock;
import org.portsnare.work.SteadyClock;

/**
 * Keeps the clock of the bans through starts and boots, with notes in the ledger.
 *
 * <p>A machine may boot with a wrong clock. What is written from then on is in doubt until a time
 * service has set the clock; then it is put right, once a boot. Runs on the worker's thread.
 */
public final class TimeKeeper {
  /** In the ledger: a {@link SteadyClock.Note}. */
  static final String CLOCK = "clock";

  /** In the ledger: since when times are in doubt. */
  static final String DOUBT = "clock_in_doubt";

  /** systemd-timesyncd touches it; in a sandbox the kernel may not be asked. */
  private static final Path TIMESYNC = Path.of("/run/systemd/timesync/synchronized");

  /** A clock that differs by less is right. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final SteadyClock clock;
  private final Generations generations;
  private final BooleanSupplier synchronised;
  private final Log log;
  private Duration toldAhead = Duration.ZERO;
  private @Nullable Doubt doubt;
  private Instant begun = Instant.EPOCH;

  /**
   * Since when what is written is in doubt.
   *
   * @param from by the clock as it was
   * @param lastId of the last ban that was there
   */
  private record Doubt(Instant from, long lastId) {
    static Optional<Doubt> parse(String text) {
      String[] words = text.split(" ", -1);
      try {
        if (words.length != 2) return Optional.empty();
        Instant from = Instant.ofEpochMilli(Long.parseLong(words[0]));
        return Optional.of(new Doubt(from, Long.parseLong(words[1])));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return from.toEpochMilli() + " " + lastId;
    }
  }

  /**
   * @param synchronised whether a time service has set the machine's clock since boot
   */
  public TimeKeeper(
      SteadyClock clock, Generations generations, BooleanSupplier synchronised, Log log) {
    this.clock = clock;
    this.generations = generations;
    this.synchronised = synchronised;
    this.log = log;
  }

  /** Whether a time service has set the clock of this machine since boot. */
  public static boolean isSynchronised() {
    return Files.exists(TIMESYNC) || KernelClock.isSynchronised();
  }

  /** Goes on where an earlier run of the daemon was; nothing of the ledger may be used before. */
  public void resume(Ledger ledger) {
    boolean sameBoot =
        ledger.meta(CLOCK).flatMap(SteadyClock.Note::parse).map(clock::resume).orElse(false);
    doubt = sameBoot ? ledger.meta(DOUBT).flatMap(Doubt::parse).orElse(null) : null;
    if (!sameBoot) begin(ledger);
    tell();
    begun = clock.instant();
  }

  private void begin(Ledger ledger) {
    if (synchronised.getAsBoolean()) {
      clock.follow();
      told(Duration.ZERO, ledger.putRight(clock.instant()));
    } else {
      doubt = new Doubt(clock.instant(), ledger.lastId());
    }
  }

  /** When this run began. */
  public Instant begun() {
    return begun;
  }

  /** Writes down what the next run has to know. */
  public void note(Ledger ledger) {
    ledger.setMeta(CLOCK, clock.note().toString());
    ledger.setMeta(DOUBT, doubt == null ? "" : doubt.toString());
  }

  /** Looks at the machine's clock, once a second. */
  public void tick() {
    clock.tick();
    tell();
  }

  private void tell() {
    Duration ahead = clock.ahead();
    if (ahead.equals(toldAhead)) return;
    boolean news = ahead.minus(toldAhead).abs().compareTo(Duration.ofSeconds(2)) > 0;
    if (news && !ahead.isZero()) {
      log.warn("the machine's clock was set; bans end by the time since boot", "ahead", ahead);
    }
    toldAhead = ahead;
  }

  /** Whether times are in doubt, and can be put right now. */
  public boolean canSettle() {
    return doubt != null && synchronised.getAsBoolean();
  }

  /**
   * Puts the clock right, and the times that were written since the boot: both, or none if the
   * ledger fails. What waits to be written is to be written before.
   *
   * @return whether any time has changed
   */
  public boolean settle(Ledger ledger) {
    Doubt since = doubt;
    if (since == null) return false;
    String before = generations.toString();
    Duration later = clock.follow();
    try {
      putRight(ledger, since, later);
    } catch (RuntimeException e) {
      clock.move(later.negated());
      generations.load(before);
      doubt = since;
      throw e;
    }
    begun = begun.plus(later);
    tell();
    return isWrong(later);
  }

  private static boolean isWrong(Duration difference) {
    return difference.abs().compareTo(TOLERANCE) > 0;
  }

  private void putRight(Ledger ledger, Doubt since, Duration later) {
    doubt = null;
    generations.shift(since.from, later);
    ledger.setMeta(Generations.KEY, generations.toString());
    int back =
        isWrong(later) ? ledger.putRight(since.from, since.lastId, later, clock.instant()) : 0;
    note(ledger);
    ledger.commit();
    if (isWrong(later)) told(later, back);
  }

  private void told(Duration later, int back) {
    if (later.isZero() && back == 0) return;
    log.notice("the clock is right now, and so are the ends of bans", "by", later, "back", back);
  }

  /** How far the machine's clock is ahead of that of the bans. */
  public Duration ahead() {
    return clock.ahead();
  }
}
