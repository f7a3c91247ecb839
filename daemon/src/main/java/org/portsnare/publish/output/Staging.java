package org.portsnare.publish.output;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.portsnare.files.SafeDirectory;
import org.portsnare.signing.Manifest;

/**
 * The files of one publication, under temporary names in their directory. Once all are complete and
 * on the disk, each is renamed to its place in one step. All work uses a handle of the directory,
 * and no link is followed.
 *
 * <p>Two more threads hash and store the data, which is more than half of the work.
 */
public final class Staging implements AutoCloseable {
  private static final int BLOCK = 64 * 1024;

  /** Number of blocks on their way to the disk; a faster writer waits. */
  private static final int BLOCKS = 16;

  private static final int MAX_FILES = 64;

  private static final Set<PosixFilePermission> FOR_ALL =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path directory;
  private final SecureDirectoryStream<Path> files;
  private final List<Output> outputs = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BLOCKS + MAX_FILES);
  private final List<StoreThread> threads;

  public Staging(Path directory) throws IOException {
    SafeDirectory.require(directory);
    this.directory = directory;
    files = open(directory);
    // Last, because the threads start at once.
    threads =
        List.of(
            new StoreThread(free, BLOCKS + MAX_FILES), new StoreThread(free, BLOCKS + MAX_FILES));
    for (int i = 0; i < BLOCKS; i++) free.add(new byte[BLOCK]);
  }

  /** Begins a file that is written by blocks. */
  public Output create(String name) throws IOException {
    FileChannel channel = open(name);
    free.add(new byte[BLOCK]);
    StoreThread thread = threads.get(outputs.size() % threads.size());
    Output output = new Output(name, this, thread, channel, Manifest.sha512());
    thread.add(output);
    outputs.add(output);
    return output;
  }

  @SuppressWarnings("StreamResourceLeak") // close() closes this handle
  private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
    if (stream instanceof SecureDirectoryStream<Path> secure) return secure;
    stream.close();
    throw new FileSystemException(
        directory.toString(), null, "this file system has no handles of directories");
  }

  private FileChannel open(String name) throws IOException {
    Path file = temporary(name);
    // Always a new file: a link that somebody else has put there is not followed.
    deleteIfExists(file);
    FileChannel channel =
        (FileChannel)
            files.newByteChannel(
                file,
                Set.of(
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(FOR_ALL));
    names.add(name);
    // Readable for all, whatever the umask is.
    files
        .getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(FOR_ALL);
    return channel;
  }

  private void deleteIfExists(Path file) throws IOException {
    try {
      files.deleteFile(file);
    } catch (NoSuchFileException e) {
      // This is the usual case.
    } catch (FileSystemException e) {
      // An empty directory is deleted, too.
      files.deleteDirectory(file);
    }
  }

  /** The temporary name of a file, relative to the directory. */
  private static Path temporary(String name) {
    return Path.of("." + name + ".new");
  }

  /** Waits for a free block and returns it. */
  byte[] freeBlock() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(interrupted());
    }
  }

  static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the daemon is stopping");
  }

  /** Waits until every file is complete and on the disk; returns their SHA-512 by their names. */
  public Map<String, byte[]> finish() throws IOException {
    for (Output output : outputs) output.flush();
    try {
      for (StoreThread thread : threads) thread.end();
      for (StoreThread thread : threads) thread.finish();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    Map<String, byte[]> digests = new LinkedHashMap<>();
    for (Output output : outputs) digests.put(output.name(), output.digest());
    return digests;
  }

  /** Writes a small file, which is on the disk when this returns. */
  public void add(String name, String content) throws IOException {
    try (FileChannel channel = open(name)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
  }

  /** Renames every file to its place, in the order in which they were created. */
  public void publish() throws IOException {
    for (String name : names) {
      files.move(temporary(name), files, Path.of(name));
    }
    try (FileChannel channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  /** Deletes the files that were not renamed. */
  @Override
  public void close() {
    threads.forEach(StoreThread::interrupt);
    for (Output output : outputs) output.close();
    for (String name : names) {
      try {
        deleteIfExists(temporary(name));
      } catch (IOException e) {
        // The next publication replaces it.
      }
    }
    try {
      files.close();
    } catch (IOException e) {
      // All is on the disk already.
    }
  }
}
