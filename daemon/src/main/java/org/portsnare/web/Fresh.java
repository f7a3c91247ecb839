package org.portsnare.web;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cached value. If it is too old when a thread asks for it, it is made again, by one thread at a
 * time: so the daemon is asked once for many clients. Thread-safe.
 */
final class Fresh<T> {
  private final Supplier<T> maker;
  private final long maxAgeNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable T value;
  private long madeAt;

  Fresh(Supplier<T> maker, long maxAgeMillis) {
    this.maker = maker;
    maxAgeNanos = maxAgeMillis * 1_000_000;
  }

  T get() {
    lock.lock();
    try {
      T last = value;
      if (last != null && System.nanoTime() - madeAt < maxAgeNanos) return last;
      T made = maker.get();
      value = made;
      madeAt = System.nanoTime();
      return made;
    } finally {
      lock.unlock();
    }
  }
}
