package org.portsnare.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.query.Dimension;
import org.portsnare.ledger.query.Slot;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.work.Deadline;

/**
 * Counts new bans by hour and day, a slice at a time, after the hits are written. Deletes past bans
 * that are older than {@code ledger.keep}. The ledger notes the last ban that is counted, in the
 * same transaction as the counts, so every ban is counted once. Runs on the worker's thread.
 */
public final class HistoryKeeper {
  /**
   * Maximum number of bans of one slice: the worker's other tasks, such as making a lost table
   * again, wait for it.
   */
  private static final int SLICE = 250;

  /** Interval of counting few bans: a transaction reaches the disk each time. */
  private static final long REST_MILLIS = 2_000;

  private static final long DROPPED_MILLIS = 60_000;

  /** Interval of forgetting, a slice of past bans each. */
  private static final long FORGET_MILLIS = 10_000;

  static final String PACKETS = "packets";
  static final String BYTES = "bytes";

  /** Bans that were probable when they were made, and were confirmed later. */
  static final String PROVED = "proved";

  /** Note in the ledger: the last sample of the table's counter. */
  private static final String SAMPLE = "history-dropped";

  /** Packets and bytes of banned senders, as the table has counted them since it was made. */
  public record Dropped(long packets, long bytes) {}

  private final LedgerKeeper keeper;
  private final InstantSource clock;
  private final Supplier<Dropped> dropped;
  private final Supplier<Lifetime> keep;
  private final Deadline rest = new Deadline();
  private final Deadline nextDropped = new Deadline();
  private final Deadline nextForget = new Deadline();
  private @Nullable Ledger counted;

  /** Id of the last ban when all were counted. */
  private long complete;

  private long proved;
  private long forgotten;

  /**
   * @param dropped reads the table's counter
   * @param keep how long past bans are kept
   */
  public HistoryKeeper(
      LedgerKeeper keeper,
      InstantSource clock,
      Supplier<Dropped> dropped,
      Supplier<Lifetime> keep) {
    this.keeper = keeper;
    this.clock = clock;
    this.dropped = dropped;
    this.keep = keep;
    nextDropped.in(DROPPED_MILLIS);
    nextForget.in(FORGET_MILLIS);
  }

  /** Whether there are bans to count. */
  public boolean isBehind() {
    return rest.isOver()
        && (keeper.ledger() != counted || keeper.ledger().lastId() != complete)
        && keeper.mayTry();
  }

  /** Counts some more bans. */
  public void count() {
    keeper.attempt(() -> count(keeper.ledger()));
  }

  private void count(Ledger ledger) {
    HourCounter counter = new HourCounter();
    long from = ledger.history().counted();
    long last = ledger.lastId();
    long to = ledger.bansAfter(from, SLICE, counter::add);
    if (to > from) {
      ledger.history().add(counter.counts(), to);
      ledger.commit();
    }
    if (to > from && to < last) return;
    counted = ledger;
    complete = last;
    rest.in(REST_MILLIS);
  }

  /** To be called every second or so: what comes seldom. */
  public void tick() {
    if (!keeper.mayTry()) return;
    if (nextDropped.isOver()) {
      nextDropped.in(DROPPED_MILLIS);
      sample();
    }
    if (nextForget.isOver() && !isBehind()) {
      nextForget.in(FORGET_MILLIS);
      keeper.attempt(() -> forget(keeper.ledger()));
    }
  }

  void sample() {
    keeper.attempt(() -> sample(keeper.ledger()));
  }

  /** Notes what was dropped, and what was proved, since the last sample. */
  private void sample(Ledger ledger) {
    Dropped now = dropped.get();
    // Without an earlier sample, nobody knows in which hours the table has counted these.
    Dropped noted = ledger.meta(SAMPLE).map(HistoryKeeper::sample).orElse(null);
    Dropped before = noted == null ? now : noted;
    // A new table counts from zero.
    if (now.packets < before.packets || now.bytes < before.bytes) before = new Dropped(0, 0);
    long hour = HourCounter.hour(clock.millis());
    Map<Slot, Long> more = new HashMap<>();
    put(more, new Slot(hour, Dimension.DROPPED, PACKETS), now.packets - before.packets);
    put(more, new Slot(hour, Dimension.DROPPED, BYTES), now.bytes - before.bytes);
    long confirmed = ledger.tally().confirmed();
    put(more, new Slot(hour, Dimension.EVIDENCE, PROVED), confirmed - proved);
    if (more.isEmpty() && now.equals(noted)) return;
    ledger.history().add(more);
    ledger.setMeta(SAMPLE, now.packets + " " + now.bytes);
    ledger.commit();
    proved = confirmed;
  }

  private static void put(Map<Slot, Long> counts, Slot slot, long number) {
    if (number > 0) counts.put(slot, number);
  }

  private static Dropped sample(String note) {
    String[] numbers = note.split(" ", -1);
    try {
      return new Dropped(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return new Dropped(0, 0);
    }
  }

  private void forget(Ledger ledger) {
    Lifetime time = keep.get();
    if (time.isForever()) return;
    Instant before = clock.instant().minus(Duration.ofMillis(time.millis()));
    forgotten = ledger.forgetPast(before, forgotten, SLICE);
    ledger.commit();
    // The oldest of these is looked for again after an hour, or at the next slice if there is one.
    nextForget.in(forgotten == 0 ? Duration.ofHours(1).toMillis() : FORGET_MILLIS);
  }
}
