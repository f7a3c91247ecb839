package org.portsnare.daemon;

import java.util.function.LongSupplier;
import org.portsnare.work.Deadline;

/**
 * Has the JVM give memory back once a load is over: it collects when memory runs short, and never
 * because nothing happens. One thread uses it.
 */
final class Leftovers {
  /** Growth since the last look that is worth a collection, which takes some 20 ms. */
  private static final long WORTH_BYTES = 4L << 20;

  /** More hits than that between two looks are a load. */
  private static final long FEW = 100;

  private final LongSupplier hits;
  private final LongSupplier heap;
  private final Runnable collector;
  private final long quietMillis;
  private final Deadline quiet = new Deadline();
  private long before;
  private long kept;

  /**
   * @param hits how many there were since the start
   * @param heap bytes that the JVM holds for objects, dead ones included
   * @param collector has it give back what it does not need
   * @param quietMillis how long nothing must happen before that
   */
  Leftovers(LongSupplier hits, LongSupplier heap, Runnable collector, long quietMillis) {
    this.hits = hits;
    this.heap = heap;
    this.collector = collector;
    this.quietMillis = quietMillis;
    quiet.in(quietMillis);
  }

  /** To be called every second. */
  void look() {
    long now = hits.getAsLong();
    if (now - before > FEW) quiet.in(quietMillis);
    before = now;
    if (!quiet.isOver() || heap.getAsLong() - kept < WORTH_BYTES) return;
    collector.run();
    kept = heap.getAsLong();
    quiet.in(quietMillis);
  }
}
