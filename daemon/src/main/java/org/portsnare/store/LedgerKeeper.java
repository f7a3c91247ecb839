package org.portsnare.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.log.Log;
import org.portsnare.work.Deadline;

/**
 * Keeps a ledger open through whatever happens to its file. What cannot be written now is tried
 * again. A damaged file is set aside, and what can be read of it brought over. One that cannot be
 * opened is stood in for, and tried again. One that another program removes is written again. One
 * thread uses it.
 */
public final class LedgerKeeper {
  private static final long RETRY_MILLIS = 1_000;

  /** Between two attempts to open the ledger that is stood in for. */
  private static final long REOPEN_MILLIS = 5_000;

  /**
   * A disk that is nearly full takes one row and refuses the next: no error for so long is an end.
   */
  private static final long QUIET_MILLIS = 5_000;

  private final LedgerFile file;
  private final StandIn standIn;
  private final InstantSource clock;
  private final Log log;
  private final Deadline retry = new Deadline();
  private final Deadline quiet = new Deadline();
  private final Deadline reopen = new Deadline();
  private BooleanSupplier idle = () -> true;
  private Runnable begunAnew = () -> {};
  private Ledger ledger;
  private boolean standsIn;
  private String error = "";
  private long failures;

  /** Opens the ledger, or what stands in for it. */
  public LedgerKeeper(LedgerFile file, StandIn standIn, InstantSource clock, Log log) {
    this.file = file;
    this.standIn = standIn;
    this.clock = clock;
    this.log = log;
    ledger = first();
  }

  /**
   * To be called before anything else.
   *
   * @param idle whether nothing waits to be written
   * @param begunAnew is told that another ledger is open now, which may know less than the kernel,
   *     or more
   */
  public void listen(BooleanSupplier idle, Runnable begunAnew) {
    this.idle = idle;
    this.begunAnew = begunAnew;
  }

  private Ledger first() {
    Ledger opened;
    try {
      opened = file.open();
    } catch (LedgerException | UncheckedIOException e) {
      return standInFor(e);
    }
    if (!standIn.exists()) return opened;
    // What an earlier run has put elsewhere.
    try {
      ledger = standIn.begin(file, clock.instant());
      standsIn = true;
      if (!bringBack(opened)) return ledger;
      ledger.close();
      standsIn = false;
    } catch (IOException | LedgerException e) {
      log.warn("what was kept in place of the ledger cannot be read", "why", e.getMessage());
    }
    return opened;
  }

  private Ledger standInFor(RuntimeException why) {
    try {
      Ledger other = standIn.begin(file, clock.instant());
      standsIn = true;
      failures++;
      error = why.getMessage() + "; bans are kept in " + standIn.path() + " until then";
      reopen.in(REOPEN_MILLIS);
      log.warn("ledger cannot be used, another one stands in for it", "why", error);
      return other;
    } catch (IOException | LedgerException e) {
      throw new StartException(
          why.getMessage() + "; nor can bans be kept in " + standIn.path() + ": " + e.getMessage(),
          e);
    }
  }

  /** Returns whether it is in the ledger now; if not, that is given up, and nothing is lost. */
  private boolean bringBack(Ledger into) {
    try {
      long made = standIn.bringBack(ledger, into, clock.instant());
      log.notice("ledger is written again, with what was kept elsewhere", "bans", made);
    } catch (LedgerException e) {
      stillElsewhere(e);
      abandon(into);
      return false;
    }
    try {
      standIn.delete();
    } catch (IOException e) {
      log.warn(
          "what stood in for the ledger cannot be removed",
          "file",
          standIn.path(),
          "why",
          e.getMessage());
    }
    return true;
  }

  /** The ledger that is open now. */
  public Ledger ledger() {
    return ledger;
  }

  /** The ledger's file, whether it is open or stood in for. */
  Path path() {
    return file.path();
  }

  /** Why the ledger cannot be written now; empty if it can. */
  public String error() {
    return error;
  }

  /** How often it failed since the start. */
  public long failures() {
    return failures;
  }

  /** Whether an error is long enough ago to try again. */
  public boolean mayTry() {
    return retry.isOver();
  }

  /** Looks after the file, once a second. */
  public void watch() {
    if (standsIn) {
      if (reopen.isOver()) tryAgain();
      return;
    }
    Optional<String> trouble = file.trouble();
    if (trouble.isPresent()) writeAgain(trouble.get());
  }

  private void stillElsewhere(RuntimeException why) {
    error = why.getMessage() + "; bans are kept in " + standIn.path() + " until then";
    reopen.in(REOPEN_MILLIS);
  }

  private void tryAgain() {
    reopen.in(REOPEN_MILLIS);
    Ledger opened;
    try {
      opened = file.open();
    } catch (LedgerException | UncheckedIOException e) {
      stillElsewhere(e);
      return;
    }
    if (!bringBack(opened)) return;
    abandon();
    standsIn = false;
    error = "";
    replaceWith(opened);
    begunAnew.run();
  }

  /** This process still has all of it, whatever its name stands for now. */
  private void writeAgain(String trouble) {
    if (!retry.isOver()) return;
    if (error.isEmpty()) log.warn(trouble + "; writing it again");
    failures++;
    try {
      Path fresh = file.fresh();
      ledger.copyTo(fresh);
      abandon();
      replaceWith(file.install(fresh));
      log.notice("ledger is written again", "bans", ledger.count());
      error = "";
    } catch (LedgerException e) {
      readAgain(trouble, e);
    } catch (IOException | UncheckedIOException e) {
      notWritten(trouble + ", and cannot be written again: " + e.getMessage());
    }
  }

  private void notWritten(String why) {
    error = why;
    retry.in(RETRY_MILLIS);
    quiet.in(QUIET_MILLIS);
  }

  /** What this process has is not whole: the file has what there is, and the kernel the rest. */
  private void readAgain(String trouble, LedgerException why) {
    try {
      Ledger opened = file.open();
      abandon();
      replaceWith(opened);
      log.warn(
          "ledger opened again; bans that it has lost are taken from the kernel's sets",
          "why",
          why.getMessage());
      begunAnew.run();
    } catch (LedgerException | UncheckedIOException e) {
      notWritten(trouble + ", and cannot be written again: " + why.getMessage());
    }
  }

  /**
   * Does work that reads or writes the ledger; if that fails, it is told and nothing is written.
   */
  public void attempt(Runnable work) {
    try {
      atomically(
          () -> {
            work.run();
            return true;
          });
      if (!error.isEmpty() && !standsIn && idle.getAsBoolean() && quiet.isOver()) {
        log.notice("ledger is written again");
        error = "";
      }
    } catch (LedgerException e) {
      failed(e);
    }
  }

  /**
   * Does work, and forgets what it has written if it fails half way.
   *
   * @throws RuntimeException what {@code work} throws
   */
  public <T> T atomically(Supplier<T> work) {
    try {
      return work.get();
    } catch (LedgerException e) {
      forget();
      throw e.of(standsIn ? standIn.path() : file.path());
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
  }

  private void failed(LedgerException e) {
    failures++;
    if (e.isCorrupt()) {
      mend(e);
      return;
    }
    if (error.isEmpty()) {
      log.warn("ledger cannot be written, the kernel goes on banning", "why", e.getMessage());
    }
    notWritten(String.valueOf(e.getMessage()));
  }

  /** Another ledger takes the place of one that cannot be read. */
  public void mend(LedgerException why) {
    abandon();
    if (standsIn) standIn.setAside();
    replaceWith(why.isCorrupt() && !standsIn ? replaced(why) : standInFor(why));
    begunAnew.run();
  }

  private Ledger replaced(LedgerException why) {
    try {
      return file.replace(why);
    } catch (LedgerException | UncheckedIOException e) {
      return standInFor(e);
    }
  }

  /** Forgets what was written since the last commit, whatever state the file is in. */
  public void forget() {
    try {
      ledger.rollback();
    } catch (LedgerException e) {
      openAgain();
    }
  }

  private void openAgain() {
    try {
      Ledger fresh = standsIn ? Ledger.open(standIn.path()) : file.open();
      abandon();
      replaceWith(fresh);
    } catch (LedgerException | UncheckedIOException e) {
      // What led here is being told, and the next attempt will tell of this.
    }
  }

  private void replaceWith(Ledger fresh) {
    fresh.inherit(ledger);
    ledger = fresh;
  }

  private void abandon() {
    abandon(ledger);
  }

  private static void abandon(Ledger ledger) {
    try {
      ledger.abandon();
    } catch (LedgerException e) {
      // It is given up because it failed.
    }
  }

  /** Closes the file in order. */
  public void close() {
    try {
      ledger.close();
    } catch (LedgerException e) {
      // The process is about to end.
    }
  }
}
