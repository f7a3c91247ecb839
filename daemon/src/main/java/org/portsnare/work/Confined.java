package org.portsnare.work;

import java.util.function.Function;

/**
 * A value that only the worker's thread may touch. Other threads hold this instead of it: what they
 * want of the value is done on that thread, and they wait for what comes out.
 *
 * @param <T> the value's type
 */
public final class Confined<T> {
  private final Worker worker;
  private final T value;

  public Confined(Worker worker, T value) {
    this.worker = worker;
    this.value = value;
  }

  /** Does {@code work} after what waits already. */
  public <R> R call(Function<? super T, ? extends R> work) {
    return worker.call(() -> work.apply(value));
  }

  /** As {@link #call(Function)}, but gives up after so many seconds. */
  public <R> R call(Function<? super T, ? extends R> work, long timeoutSeconds) {
    return worker.call(() -> work.apply(value), timeoutSeconds);
  }

  /** As {@link #call(Function)}, before all that waits: a change comes before what is only read. */
  public <R> R callFirst(Function<? super T, ? extends R> work) {
    return worker.callFirst(() -> work.apply(value));
  }
}
