package org.portsnare.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.control.ControlServer;
import org.portsnare.files.SafeDirectory;
import org.portsnare.ledger.Allowed;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.ledger.query.PastBan;

/**
 * A ledger beside the control socket, for as long as the ledger itself cannot be opened or written:
 * with a copy of that if it can be read, and else with what is caught from now on. What happens
 * meanwhile is brought back. One thread uses it.
 */
public final class StandIn {
  public static final String NAME = "ledger-stand-in.db";

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  /** What the next run of the daemon has to know of this one. */
  private static final List<String> NOTES =
      List.of(TimeKeeper.CLOCK, TimeKeeper.DOUBT, Generations.KEY);

  /** In the stand-in's ledger: when it began, and whether as a copy. */
  private static final String BEGUN = "stand-in-begun";

  private static final String COPY = "stand-in-copy";

  private final Path socket;
  private Path file;
  private Instant begun = Instant.EPOCH;
  private boolean isCopy;

  /**
   * @param socket the control socket, which is on another file system than the state directory, as
   *     a rule
   */
  public StandIn(Path socket) {
    this.socket = socket.toAbsolutePath();
    file = this.socket.resolveSibling(NAME);
  }

  Path path() {
    return file;
  }

  /** Whether an earlier run has left one. */
  boolean exists() {
    return isSafe() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether nobody else can have put a file there. */
  private boolean isSafe() {
    try {
      Path directory = Objects.requireNonNull(file.getParent());
      if (!Files.isDirectory(directory)) return false;
      SafeDirectory.require(directory);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Begins with a copy of the ledger, or goes on with what an earlier run has left. */
  Ledger begin(LedgerFile from, Instant now) throws IOException {
    begun = now;
    isCopy = false;
    if (exists()) {
      try {
        Ledger left = Ledger.open(file);
        // Without the notes all of it may be new.
        begun = left.meta(BEGUN).map(Instant::parse).orElse(Instant.EPOCH);
        isCopy = left.meta(COPY).isPresent();
        return left;
      } catch (LedgerException | DateTimeParseException e) {
        setAside();
      }
    }
    makeDirectory();
    Ledger fresh = copyOrNew(from);
    fresh.setMeta(BEGUN, begun.toString());
    if (isCopy) fresh.setMeta(COPY, "1");
    fresh.commit();
    return fresh;
  }

  private Ledger copyOrNew(LedgerFile from) throws IOException {
    try {
      from.copyTo(file);
      Files.setPosixFilePermissions(file, PRIVATE);
      Ledger copy = Ledger.open(file);
      isCopy = true;
      return copy;
    } catch (IOException | LedgerException e) {
      // Nothing can be read; what is caught from now on is kept all the same.
      delete();
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PRIVATE));
      return Ledger.open(file);
    }
  }

  /**
   * One that cannot be read makes room for one that can: what can be read of it is brought over.
   */
  void setAside() {
    try {
      Path damaged = file.resolveSibling(NAME + ".damaged");
      Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
      for (String suffix : new String[] {"-wal", "-shm"}) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      }
      Ledger.salvage(damaged, file);
      Files.setPosixFilePermissions(file, PRIVATE);
    } catch (IOException | LedgerException e) {
      // Then it begins anew.
    }
  }

  private void makeDirectory() throws IOException {
    try {
      ControlServer.prepareDirectory(socket);
      if (isSafe() && Files.isWritable(Objects.requireNonNull(socket.getParent()))) return;
    } catch (IOException e) {
      // There is one more place.
    }
    file = Files.createTempDirectory("portsnare").resolve(NAME);
  }

  /**
   * Brings what has happened meanwhile into the ledger, and commits it.
   *
   * @return how many bans were made
   */
  long bringBack(Ledger standIn, Ledger ledger, Instant now) {
    for (Ledger.End end : standIn.endedSince(begun)) {
      boolean older =
          ledger.active(end.prefix()).filter(ban -> !ban.since().isAfter(end.when())).isPresent();
      if (older) ledger.end(end.prefix(), end.when(), end.why());
    }
    long[] made = {0};
    for (boolean ipv6 : new boolean[] {false, true}) {
      standIn.forEachActive(
          ipv6,
          ban -> {
            if (bringBack(ban, standIn, ledger)) made[0]++;
          });
    }
    allowlist(standIn, ledger, now);
    for (String note : NOTES) standIn.meta(note).ifPresent(text -> ledger.setMeta(note, text));
    ledger.commit();
    return made[0];
  }

  private static boolean bringBack(Ban ban, Ledger standIn, Ledger ledger) {
    Optional<Ban> known = ledger.active(ban.prefix());
    if (known.isPresent()) {
      Ban before = known.get();
      boolean proved = ban.evidence() != before.evidence();
      if (proved && ban.evidence() == Evidence.CONFIRMED) ledger.confirm(ban);
      else if (!Objects.equals(ban.expires(), before.expires())) ledger.prolong(ban);
      return false;
    }
    List<PastBan> told = standIn.history(ban.prefix(), 1);
    boolean same = !told.isEmpty() && told.getFirst().ban().prefix().equals(ban.prefix());
    ledger.insert(ban, same ? told.getFirst().packet() : null);
    return true;
  }

  private void allowlist(Ledger standIn, Ledger ledger, Instant now) {
    Set<Prefix> kept = new HashSet<>();
    for (Allowed.Entry entry : standIn.allowed().inForce(now)) {
      kept.add(entry.prefix());
      ledger.allowed().put(entry, now);
    }
    if (!isCopy) return;
    for (Allowed.Entry entry : ledger.allowed().inForce(now)) {
      if (!kept.contains(entry.prefix())) ledger.allowed().remove(entry.prefix());
    }
  }

  void delete() throws IOException {
    for (String suffix : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }
}
