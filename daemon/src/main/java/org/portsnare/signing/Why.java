package org.portsnare.signing;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Describes an error of the file system in words. */
public final class Why {
  private Why() {}

  /** {@code /srv/list: permission denied}. */
  public static String of(IOException e) {
    if (!(e instanceof FileSystemException file)) return String.valueOf(e.getMessage());
    return file.getFile() + ": " + words(file);
  }

  private static String words(FileSystemException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file";
      case FileAlreadyExistsException _ -> "it exists already and is not a directory";
      case DirectoryNotEmptyException _ -> "a directory is in the way";
      default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    };
  }
}
