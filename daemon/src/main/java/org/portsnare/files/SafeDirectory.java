package org.portsnare.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Whether nobody else can swap a file in a directory, or the directory itself, for another one:
 * root works in it. So it and every directory above belong to root, to whom runs this process or to
 * the service's user, and are closed to others for writing, unless they are sticky as {@code /tmp}
 * is.
 */
public final class SafeDirectory {
  private static final String SERVICE = "portsnare";

  // Of stat(2).
  private static final int S_ISVTX = 01000;
  private static final int S_IWGRP = 0020;
  private static final int S_IWOTH = 0002;

  private SafeDirectory() {}

  /**
   * Accepts a directory that is there.
   *
   * @throws FileSystemException with the directory, and the reason in words, if it is not safe
   */
  public static void require(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      String kind =
          Files.isSymbolicLink(directory) ? "it is a symbolic link" : "it is no directory";
      throw new FileSystemException(directory.toString(), null, kind);
    }
    Path real = directory.toRealPath();
    requireOwn(real, false);
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      requireOwn(above, true);
    }
  }

  private static void requireOwn(Path directory, boolean mayBeSticky) throws IOException {
    int mode = (int) Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    boolean sticky = mayBeSticky && (mode & S_ISVTX) != 0;
    if ((mode & (S_IWGRP | S_IWOTH)) != 0 && !sticky) {
      throw new FileSystemException(
          directory.toString(), null, "others may write to it; chmod go-w it");
    }
    int owner = (int) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner == 0 || owner == self()) return;
    UserPrincipal user = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
    if (user.getName().equals(SERVICE)) return;
    throw new FileSystemException(
        directory.toString(),
        null,
        "it belongs to " + user.getName() + "; chown it to whom runs the daemon");
  }

  /** The user id of this process. */
  private static int self() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }
}
