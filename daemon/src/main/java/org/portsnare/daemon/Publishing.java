package org.portsnare.daemon;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.portsnare.config.Config;
import org.portsnare.guard.Guard;
import org.portsnare.ledger.LedgerReader;
import org.portsnare.log.Log;
import org.portsnare.publish.Publication;
import org.portsnare.publish.Publisher;
import org.portsnare.view.Answer;
import org.portsnare.view.PublishView;
import org.portsnare.work.Confined;
import org.portsnare.work.Deadline;

/**
 * Publishes the bans: when it is time, on a thread that lasts as long as that takes, and when it is
 * asked for. Without {@code publish.dir} it does nothing, and no class of {@code
 * org.portsnare.publish} is loaded.
 */
final class Publishing implements AutoCloseable {
  private static final long STOP_SECONDS = 3;

  /** So many leave megabytes behind. */
  private static final long MANY = 20_000;

  private final Path stateDir;
  private final Confined<Guard> guard;
  private final Log log;
  private final InstantSource clock;
  private final Deadline next = new Deadline();
  // One publication at a time: they write the same files.
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Config.@Nullable Publish settings;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Publication last;
  private volatile String error = "";
  private volatile Counts counts = new Counts(0, 0, 0);

  /**
   * @param stateDir has the keys
   */
  Publishing(Path stateDir, Confined<Guard> guard, Log log, InstantSource clock) {
    this.stateDir = stateDir;
    this.guard = guard;
    this.log = log;
    this.clock = clock;
  }

  // --- on the worker's thread ------------------------------------------------------------------

  /** Follows the configuration that is in force now. */
  void follow(Config config) {
    Config.Publish wanted = config.publish();
    if (wanted != null && !wanted.equals(settings)) next.in(0);
    settings = wanted;
  }

  /** Whether there is anything to publish. */
  boolean isWanted() {
    return settings != null;
  }

  /** Begins a publication if it is time for one. */
  void tick(LedgerReader ledger) {
    Config.Publish wanted = settings;
    if (wanted == null) return;
    if (wanted.everyMillis() == 0 || !next.isOver() || lock.isLocked()) return;
    next.in(wanted.everyMillis());
    thread = Thread.ofPlatform().name("publish").daemon().start(() -> publish(wanted, ledger));
  }

  /** For {@code status}; null if nothing is published. */
  @Nullable PublishView view() {
    Config.Publish wanted = settings;
    if (wanted == null) return null;
    Publication done = last;
    String dir = wanted.dir().toString();
    return done == null
        ? new PublishView(dir, null, 0, false, error)
        : new PublishView(dir, done.at(), done.bans(), done.signed(), error);
  }

  /** What {@code status} warns of. */
  List<String> warnings() {
    if (!isWanted()) return List.of();
    if (!error.isEmpty()) return List.of("publishing fails: " + error);
    Publication done = last;
    if (done == null || done.signed()) return List.of();
    return List.of("what is published is not signed: portsnare publish keygen makes a key");
  }

  /**
   * What came of publishing since the start.
   *
   * @param lastNanos how long the last success took
   */
  record Counts(long successes, long failures, long lastNanos) {
    Counts success(long nanos) {
      return new Counts(successes + 1, failures, nanos);
    }

    Counts failure() {
      return new Counts(successes, failures + 1, lastNanos);
    }
  }

  Counts counts() {
    return counts;
  }

  // --- on any thread ---------------------------------------------------------------------------

  /** Publishes, and says what came of it. */
  Answer now() {
    Config.Publish wanted = settings;
    if (wanted == null) {
      return Answer.refused("nothing is published: publish.dir is not set; see portsnare check");
    }
    LedgerReader ledger =
        guard.call(
            worker -> {
              worker.hits();
              return worker.ledger().reader();
            });
    Publication done = publish(wanted, ledger);
    if (done == null) return Answer.refused(error);
    return Answer.done(
        "published "
            + done.bans()
            + " bans in "
            + done.files()
            + " files to "
            + wanted.dir()
            + (done.signed() ? ", signed" : ", not signed: portsnare publish keygen makes a key"));
  }

  private @Nullable Publication publish(Config.Publish wanted, LedgerReader ledger) {
    lock.lock();
    try {
      long begun = System.nanoTime();
      Publication done = Publisher.publish(wanted, stateDir, ledger, clock.instant());
      // As after other loads: what it has left behind is given back.
      if (done.bans() >= MANY) System.gc();
      boolean news = last == null || !error.isEmpty();
      last = done;
      error = "";
      counts = counts.success(System.nanoTime() - begun);
      if (news) log.notice("published", "dir", wanted.dir(), "bans", done.bans());
      return done;
    } catch (RuntimeException e) {
      // Whatever it is, it is told here or nowhere. And to name those that are expected would load
      // their classes with this one.
      error = String.valueOf(e.getMessage());
      counts = counts.failure();
      log.warn("publishing failed", "why", error);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Breaks off what is under way: the files stay as they were. */
  @Override
  public void close() {
    Thread running = thread;
    if (running == null) return;
    running.interrupt();
    try {
      running.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
