package org.portsnare.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The one thread that decides. Work is handed to it and done in order; what is due at intervals is
 * done between. {@link #signal}s come first and are merged. Thread-safe.
 */
public final class Worker implements AutoCloseable {
  /** Interval of the ordinary course: well within the second in which changes are followed. */
  public static final long TICK_MILLIS = 700;

  /** Commands that wait at most; a caller beyond that is told to come back. */
  private static final int MAX_WAITING = 1_000;

  private static final long CALL_TIMEOUT_SECONDS = 60;

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>(MAX_WAITING);
  private final BlockingQueue<Runnable> urgent = new LinkedBlockingQueue<>(MAX_WAITING);
  private final List<Periodic> periodic = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Consumer<Throwable> failures;
  private final Thread thread;

  /** Work that is asked for again and again, and done once for all that asked meanwhile. */
  public final class Signal {
    private final AtomicBoolean pending = new AtomicBoolean();
    private final Runnable work;

    Signal(Runnable work) {
      this.work = work;
    }

    /** Asks for the work to be done soon. */
    public void raise() {
      if (pending.compareAndSet(false, true) && !tasks.offer(this::run)) pending.set(false);
    }

    private void run() {
      pending.set(false);
      work.run();
    }
  }

  private static final class Periodic {
    private final long intervalNanos;
    private final BooleanSupplier wanted;
    private final Runnable work;
    private long due;

    Periodic(long intervalNanos, BooleanSupplier wanted, Runnable work) {
      this.intervalNanos = intervalNanos;
      this.wanted = wanted;
      this.work = work;
    }

    /**
     * At multiples of the interval, so that tasks of several intervals fall together: a wake-up
     * costs more than most of what is done in it.
     */
    void schedule(long now) {
      due = now - Math.floorMod(now, intervalNanos) + intervalNanos;
    }
  }

  /**
   * @param failures is told what a task throws that nobody waits for
   */
  public Worker(Consumer<Throwable> failures) {
    this.failures = failures;
    thread = Thread.ofPlatform().name("guard").unstarted(this::run);
  }

  /** Has {@code work} done every {@code millis}. To be called before {@link #start}. */
  public void every(long millis, Runnable work) {
    every(millis, () -> true, work);
  }

  /**
   * As {@link #every(long, Runnable)}, but only while {@code wanted} says so, which what is done on
   * this thread decides. Otherwise nothing wakes up for it.
   */
  public void every(long millis, BooleanSupplier wanted, Runnable work) {
    Periodic task = new Periodic(TimeUnit.MILLISECONDS.toNanos(millis), wanted, work);
    task.schedule(System.nanoTime());
    periodic.add(task);
  }

  public Signal signal(Runnable work) {
    return new Signal(work);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (!closed.get()) {
      try {
        Runnable task = tasks.poll(nanosToNext(), TimeUnit.NANOSECONDS);
        for (Runnable first = urgent.poll(); first != null; first = urgent.poll()) run(first);
        if (task != null) run(task);
        runDue();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      report(e);
    }
  }

  /**
   * Whatever goes wrong, also in telling of it, this thread goes on: nobody else can do its work.
   */
  private void report(Throwable failure) {
    try {
      failures.accept(failure);
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }

  private long nanosToNext() {
    long next = TimeUnit.SECONDS.toNanos(1);
    long now = System.nanoTime();
    for (Periodic task : periodic) {
      if (task.wanted.getAsBoolean()) next = Math.min(next, task.due - now);
    }
    return Math.max(0, next);
  }

  private void runDue() {
    for (Periodic task : periodic) {
      if (task.due - System.nanoTime() > 0 || !task.wanted.getAsBoolean()) continue;
      run(task.work);
      task.schedule(System.nanoTime());
    }
  }

  /** Does {@code work} on the thread and waits for what comes out. */
  public <T> T call(Callable<T> work) {
    return call(work, CALL_TIMEOUT_SECONDS);
  }

  /** As {@link #call(Callable)}, with less patience. */
  public <T> T call(Callable<T> work, long timeoutSeconds) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (!tasks.offer(() -> complete(result, work))) {
      throw new IllegalStateException("too many commands wait; try again");
    }
    return await(result, timeoutSeconds);
  }

  /** As {@link #call(Callable)}, before all that waits: a change comes before what is only read. */
  public <T> T callFirst(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (!urgent.offer(() -> complete(result, work))) {
      throw new IllegalStateException("too many commands wait; try again");
    }
    // Wakes the thread; if there is no room for that, it is awake.
    tasks.offer(() -> {});
    return await(result, CALL_TIMEOUT_SECONDS);
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  private static <T> T await(CompletableFuture<T> result, long timeoutSeconds) {
    try {
      return result.get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the daemon is busy; try again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the daemon is stopping", e);
    }
  }

  /** Lets the task that runs finish, and starts no other. */
  @Override
  public void close() {
    closed.set(true);
    boolean woken = tasks.offer(() -> {});
    try {
      if (woken || !tasks.isEmpty()) thread.join(TimeUnit.SECONDS.toMillis(CALL_TIMEOUT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
