package org.portsnare.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Objects;

/**
 * Hands what root has written into the state directory to whom that belongs: a daemon that is not
 * root could not read it.
 */
public final class StateOwner {
  private StateOwner() {}

  /** Gives {@code files} to the owner of the directory they are in. */
  public static void give(List<Path> files) {
    for (Path file : files) {
      try {
        PosixFileAttributes directory =
            view(Objects.requireNonNull(file.toAbsolutePath().getParent())).readAttributes();
        PosixFileAttributeView view = view(file);
        if (view.readAttributes().owner().equals(directory.owner())) continue;
        view.setOwner(directory.owner());
        view.setGroup(directory.group());
      } catch (IOException e) {
        throw new UncheckedIOException("give " + file + " to its directory's owner", e);
      }
    }
  }

  private static PosixFileAttributeView view(Path file) {
    return Objects.requireNonNull(
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
  }
}
