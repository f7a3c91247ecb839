package org.portsnare.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.files.SafeDirectory;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.log.Log;
import org.portsnare.signing.Why;

/**
 * The ledger's file: opens it, sets a damaged one aside (never deletes it), and notices what
 * another program does to it.
 */
public final class LedgerFile {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);

  /** How long another program's lock is waited for: until then nothing is protected. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final String[] PARTS = {"", "-wal", "-shm"};

  private final Path file;
  private final Log log;
  private Seen main = Seen.NOTHING;
  private Seen wal = Seen.NOTHING;

  /** Which file was seen, and how long it was; a length of -1 if there was none. */
  private record Seen(@Nullable Object key, long length) {
    static final Seen NOTHING = new Seen(null, -1);

    static Seen of(Path file) {
      try {
        BasicFileAttributes found =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Seen(found.fileKey(), found.size());
      } catch (IOException e) {
        return NOTHING;
      }
    }

    /** What has become of it; null if nothing but that it grew. */
    @Nullable String changed(Seen now) {
      if (key == null) return null;
      if (now.key == null) return "was removed";
      if (!Objects.equals(key, now.key)) return "was replaced by another file";
      return now.length < length ? "was cut off" : null;
    }
  }

  public LedgerFile(Path stateDir, Log log) {
    this.file = stateDir.resolve("ledger.db");
    this.log = log;
  }

  Path path() {
    return file;
  }

  private Path part(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** Opens the ledger, or begins a new one. */
  Ledger open() {
    requireSafe();
    boolean existed = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    try {
      return remembered(Ledger.open(file, PATIENCE));
    } catch (LedgerException e) {
      if (!existed || !e.isCorrupt()) throw e;
      return replace(e);
    }
  }

  private void requireSafe() {
    Path directory = Objects.requireNonNull(file.getParent());
    try {
      if (Files.exists(directory)) SafeDirectory.require(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("open the ledger " + file + ": " + Why.of(e), e);
    }
  }

  private Ledger remembered(Ledger ledger) {
    if (ledger.lostLog()) {
      log.warn(
          "the ledger's write-ahead log is gone; what was written last is taken from the kernel's"
              + " sets, if they still have it",
          "file",
          part("-wal"));
    }
    look();
    return ledger;
  }

  private void look() {
    main = Seen.of(file);
    wal = Seen.of(part("-wal"));
  }

  /** What another program has done to the file that is open; empty if nothing. */
  Optional<String> trouble() {
    String changed = main.changed(Seen.of(file));
    if (changed != null) return Optional.of("the ledger " + file + " " + changed);
    changed = wal.changed(Seen.of(part("-wal")));
    if (changed != null) return Optional.of("the ledger's log " + part("-wal") + " " + changed);
    look();
    return Optional.empty();
  }

  /** Sets a damaged file aside, and opens a new one with what can still be read of it. */
  Ledger replace(LedgerException why) {
    String stamp = setAside(".corrupt-");
    Path damaged = part(stamp);
    long saved = 0;
    try {
      saved = Ledger.salvage(damaged, file);
    } catch (LedgerException e) {
      log.warn("nothing could be read of the damaged ledger", "why", e.getMessage());
    }
    log.warn(
        "ledger damaged, set aside and begun anew, with what could be read and from the kernel's"
            + " sets",
        "kept",
        damaged,
        "saved",
        saved,
        "why",
        why.getMessage());
    return remembered(Ledger.open(file, PATIENCE));
  }

  /** Moves the file, and what belongs to it, out of the way, and returns what it is called now. */
  private String setAside(String why) {
    String stamp = why + STAMP.format(Instant.now());
    try {
      for (String suffix : PARTS) {
        if (Files.exists(part(suffix), LinkOption.NOFOLLOW_LINKS)) {
          Files.move(part(suffix), part(stamp + suffix));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("set the ledger " + file + " aside: " + e.getMessage(), e);
    }
    return stamp;
  }

  /** Where a copy is written that is to take its place. There is nothing yet. */
  Path fresh() throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Path fresh = part(".new");
    Files.deleteIfExists(fresh);
    return fresh;
  }

  /** A copy takes its place; a file of somebody else that is there now is kept beside it. */
  Ledger install(Path fresh) throws IOException {
    Object now = Seen.of(file).key();
    if (now != null && !now.equals(main.key())) setAside(".found-");
    for (String suffix : new String[] {"-wal", "-shm"}) Files.deleteIfExists(part(suffix));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return remembered(Ledger.open(file, PATIENCE));
  }

  /** The files that hold the ledger, if they can be copied; for {@link StandIn}. */
  void copyTo(Path target) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    Path log = part("-wal");
    if (Files.exists(log)) {
      Files.copy(
          log,
          target.resolveSibling(target.getFileName() + "-wal"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
