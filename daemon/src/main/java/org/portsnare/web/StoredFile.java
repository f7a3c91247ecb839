package org.portsnare.web;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open published file. Published files are replaced and never changed. So the key of the file,
 * its size and its time make a strong tag.
 *
 * @param modified time of the last change, in milliseconds since 1970
 * @param tag an {@code ETag} without its quotes
 */
record StoredFile(FileChannel channel, long size, long modified, String tag)
    implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  /** Opens a regular file; null if there is none. */
  static @Nullable StoredFile open(Path file) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      BasicFileAttributes before = attributes(file);
      if (before == null || !before.isRegularFile()) return null;
      FileChannel channel = channel(file);
      if (channel == null) return null;
      // Java cannot get the key of an open file: check that the path still has the same file.
      BasicFileAttributes after = attributes(file);
      if (after != null && Objects.equals(before.fileKey(), after.fileKey())) {
        return of(channel, after);
      }
      channel.close();
    }
    throw new IOException(file.getFileName() + " changes all the time");
  }

  private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static @Nullable FileChannel channel(Path file) throws IOException {
    try {
      return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static StoredFile of(FileChannel channel, BasicFileAttributes is) {
    FileTime time = is.lastModifiedTime();
    long nanos = time.to(TimeUnit.NANOSECONDS);
    int key = Objects.hashCode(is.fileKey());
    String tag =
        Long.toHexString(is.size())
            + "-"
            + Long.toHexString(nanos)
            + "-"
            + Integer.toHexString(key);
    return new StoredFile(channel, is.size(), time.toMillis(), tag);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
