package org.portsnare.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;

/** Opens the ledger; a damaged one is set aside, never deleted, and a new one begun. */
final class LedgerFile {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);

  private final Path file;
  private final Log log;

  LedgerFile(Path stateDir, Log log) {
    this.file = stateDir.resolve("ledger.db");
    this.log = log;
  }

  Path path() {
    return file;
  }

  /** Opens the ledger, or begins a new one. */
  Ledger open() {
    boolean existed = Files.exists(file);
    try {
      return Ledger.open(file);
    } catch (LedgerException e) {
      if (!existed || !e.isCorrupt()) throw e;
      setAside(e);
      return Ledger.open(file);
    }
  }

  /** Moves the file, and what belongs to it, out of the way. */
  void setAside(LedgerException why) {
    String stamp = ".corrupt-" + STAMP.format(Instant.now());
    try {
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        Path part = file.resolveSibling(file.getFileName() + suffix);
        if (Files.exists(part)) {
          Files.move(part, file.resolveSibling(file.getFileName() + stamp + suffix));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("set the damaged ledger " + file + " aside", e);
    }
    log.warn(
        "ledger damaged, set aside and begun anew from the kernel's sets",
        "kept",
        file + stamp,
        "why",
        why.getMessage());
  }
}
