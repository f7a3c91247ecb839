package org.portsnare.daemon;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;

/**
 * Keeps the ledger open through a full disk and a damaged file. What cannot be written now is tried
 * again; a damaged file is set aside and a new one begun. One thread uses it.
 */
final class LedgerKeeper {
  private static final long RETRY_MILLIS = 1_000;

  /**
   * A disk that is nearly full takes one row and refuses the next: no error for so long is an end.
   */
  private static final long QUIET_MILLIS = 5_000;

  private final LedgerFile file;
  private final Log log;
  private final BooleanSupplier idle;
  private final Consumer<Ledger> begunAnew;
  private final Deadline retry = new Deadline();
  private final Deadline quiet = new Deadline();
  private Ledger ledger;
  private String error = "";
  private long failures;

  /**
   * Opens the ledger.
   *
   * @param idle whether nothing waits to be written
   * @param begunAnew gets the new ledger after the old one was set aside
   */
  LedgerKeeper(LedgerFile file, Log log, BooleanSupplier idle, Consumer<Ledger> begunAnew) {
    this.file = file;
    this.log = log;
    this.idle = idle;
    this.begunAnew = begunAnew;
    ledger = file.open();
  }

  /** The ledger that is open now. */
  Ledger ledger() {
    return ledger;
  }

  /** Why the ledger cannot be written now; empty if it can. */
  String error() {
    return error;
  }

  /** How often it failed since the start. */
  long failures() {
    return failures;
  }

  /** Whether an error is long enough ago to try again. */
  boolean mayTry() {
    return retry.isOver();
  }

  /**
   * Does work that reads or writes the ledger; if that fails, it is told and nothing is written.
   */
  void attempt(Runnable work) {
    try {
      atomically(
          () -> {
            work.run();
            return true;
          });
      if (!error.isEmpty() && idle.getAsBoolean() && quiet.isOver()) {
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
  <T> T atomically(Supplier<T> work) {
    try {
      return work.get();
    } catch (LedgerException e) {
      forget();
      throw e.of(file.path());
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
  }

  private void failed(LedgerException e) {
    failures++;
    if (e.isCorrupt()) {
      close();
      file.setAside(e);
      replaceWith(file.open());
      begunAnew.accept(ledger);
      return;
    }
    if (error.isEmpty()) {
      log.warn("ledger cannot be written, the kernel goes on banning", "why", e.getMessage());
    }
    error = String.valueOf(e.getMessage());
    retry.in(RETRY_MILLIS);
    quiet.in(QUIET_MILLIS);
  }

  /** Forgets what was written since the last commit, whatever state the file is in. */
  void forget() {
    try {
      ledger.rollback();
    } catch (LedgerException e) {
      openAgain();
    }
  }

  private void openAgain() {
    try {
      Ledger fresh = file.open();
      close();
      replaceWith(fresh);
    } catch (LedgerException e) {
      // What led here is being told, and the next attempt will tell of this.
    }
  }

  private void replaceWith(Ledger fresh) {
    fresh.inherit(ledger);
    ledger = fresh;
  }

  /** Lets go of the file. */
  void close() {
    try {
      ledger.close();
    } catch (LedgerException e) {
      // Either it is given up because it failed, or the process is about to end.
    }
  }
}
