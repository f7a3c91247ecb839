package org.portsnare.event;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for one reader, which may be slow. What finds no room is counted and thrown
 * away. Thread-safe.
 */
public final class EventQueue implements Subscriber, AutoCloseable {
  private final BlockingQueue<BanEvent> events;
  private final Consumer<EventQueue> leave;
  private final AtomicLong missed = new AtomicLong();

  /**
   * @param leave is done when the reader closes it
   */
  EventQueue(int capacity, Consumer<EventQueue> leave) {
    events = new ArrayBlockingQueue<>(capacity);
    this.leave = leave;
  }

  /** A queue that its owner feeds. */
  public EventQueue(int capacity) {
    this(capacity, _ -> {});
  }

  @Override
  public boolean wants(BanEvent.Kind kind) {
    return true;
  }

  @Override
  public void take(BanEvent event) {
    if (!events.offer(event)) missed.incrementAndGet();
  }

  /**
   * The next event, waited for so long.
   *
   * @return null if none came
   */
  public @Nullable BanEvent poll(long time, TimeUnit unit) throws InterruptedException {
    return events.poll(time, unit);
  }

  /** How many events found no room since the last call. */
  public long takeMissed() {
    return missed.getAndSet(0);
  }

  @Override
  public void close() {
    leave.accept(this);
  }
}
