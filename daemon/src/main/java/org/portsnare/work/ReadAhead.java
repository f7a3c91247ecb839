package org.portsnare.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Hands items from whoever makes them to whoever takes them, on two threads: while one page of them
 * is written, the next ones are read. At most {@value #PAGES} full pages wait.
 */
public final class ReadAhead<T> {
  /**
   * Few: with 1,000 and four of them, most outlived the young generation, 45 MB of them a second.
   */
  static final int PAGE = 200;

  static final int PAGES = 2;

  private final BlockingQueue<List<T>> pages = new ArrayBlockingQueue<>(PAGES);
  private List<T> page = new ArrayList<>();

  private ReadAhead() {}

  /** Who takes them has given up. */
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Has {@code source} run on a thread of its own, and passes what it makes to {@code sink} on this
   * one. Whatever either throws ends both, and is thrown here.
   */
  public static <T> void run(Consumer<Consumer<T>> source, Consumer<T> sink) {
    new ReadAhead<T>().pass(source, sink);
  }

  private void pass(Consumer<Consumer<T>> source, Consumer<T> sink) {
    CompletableFuture<Void> made = new CompletableFuture<>();
    Thread reader = Thread.ofVirtual().name("read-ahead").start(() -> make(source, made));
    try {
      for (List<T> full = pages.take(); !full.isEmpty(); full = pages.take()) full.forEach(sink);
      made.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    } finally {
      reader.interrupt();
    }
  }

  private void make(Consumer<Consumer<T>> source, CompletableFuture<Void> made) {
    try {
      source.accept(this::add);
      if (!page.isEmpty()) put();
      made.complete(null);
    } catch (Throwable e) {
      made.completeExceptionally(e);
    }
    try {
      pages.put(List.of());
    } catch (InterruptedException abandoned) {
      // Nobody waits for the end.
    }
  }

  private void add(T item) {
    page.add(item);
    if (page.size() == PAGE) put();
  }

  private void put() {
    try {
      pages.put(page);
      page = new ArrayList<>(PAGE);
    } catch (InterruptedException e) {
      // Remembered, so that this thread does not wait for room for the end, either.
      Thread.currentThread().interrupt();
      throw new Abandoned();
    }
  }
}
