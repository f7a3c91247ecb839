package org.portsnare.daemon;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.signing.Why;
import org.portsnare.store.StandIn;
import org.portsnare.store.StartException;

/** A copy of the ledger in one file, whether a daemon has it open or not. */
public final class Backup {
  private Backup() {}

  /** Whether this is not the ledger, but what holds its place while it cannot be used. */
  public static boolean isStandIn(Path ledger) {
    return ledger.endsWith(StandIn.NAME);
  }

  /**
   * Copies {@code ledger} to {@code target}, which its owner alone may read.
   *
   * @return how many active bans it has
   * @throws StartException with a sentence, if that is not possible; then there is no target
   */
  public static long run(Path ledger, Path target) {
    try {
      // Made here, so that it is never open to others, and no link is followed.
      Files.createFile(
          target,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new StartException(target + " is there already and is kept; name another file", e);
    } catch (IOException e) {
      throw new StartException("cannot write the copy: " + Why.of(e), e);
    }
    try {
      return Ledger.copy(ledger, target);
    } catch (LedgerException e) {
      try {
        Files.deleteIfExists(target);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
