package org.portsnare.cli.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.imports.ImportFile;
import org.portsnare.imports.source.ImportException;

/**
 * The file that an import reads, more than once: a regular file, or a copy of standard input, which
 * is bounded in size and time.
 */
final class ImportInput implements AutoCloseable {
  private static final long MAX_SIZE = 1L << 30;
  private static final Duration MAX_TIME = Duration.ofMinutes(10);

  /** Number of bytes that show whether the input can be imported. */
  private static final int BEGINNING = 256 * 1024;

  private static final int TYPE = 0170000;
  private static final Set<String> STANDARD_INPUT =
      Set.of("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

  private final Path path;
  private final String name;
  private final boolean copy;

  private ImportInput(Path path, String name, boolean copy) {
    this.path = path;
    this.name = name;
    this.copy = copy;
  }

  /**
   * Opens a file, or copies an input that can be read only once.
   *
   * @param file as it was named on the command line
   * @param looked whether to give up early if the format is unknown
   * @throws CommandException if it is not a readable file, a pipe of a shell or standard input
   */
  static ImportInput open(String file, boolean looked) throws IOException {
    if (STANDARD_INPUT.contains(file)) return copy(System.in, "standard input", looked, MAX_TIME);
    Path path = Path.of(file);
    if (isPipeOfShell(file)) return copy(Files.newInputStream(path), file, looked, MAX_TIME);
    if (Files.isRegularFile(path) && Files.isReadable(path)) {
      return new ImportInput(path, file, false);
    }
    String kind = kind(path);
    throw new CommandException(
        kind.isEmpty()
            ? "import " + file + ": no such file, or permission denied"
            : "import " + file + ": it is " + kind + ", not a file; a pipe is read with: import -");
  }

  /** Whether a shell made this pipe, for {@code <(...)}; then its other end is open already. */
  private static boolean isPipeOfShell(String file) {
    return file.matches("(/dev|/proc/self)/fd/[0-9]+");
  }

  private static String kind(Path path) throws IOException {
    if (!Files.exists(path)) return "";
    int mode = (int) Files.getAttribute(path, "unix:mode");
    return switch (mode & TYPE) {
      case 0010000 -> "a FIFO";
      case 0020000, 0060000 -> "a device";
      case 0040000 -> "a directory";
      case 0140000 -> "a socket";
      default -> "";
    };
  }

  /** Copies the whole input into a temporary file. */
  static ImportInput copy(InputStream in, String name, boolean looked, Duration most)
      throws IOException {
    Path path = Files.createTempFile("portsnare-import", null);
    // Even if the user interrupts the command.
    path.toFile().deleteOnExit();
    ImportInput input = new ImportInput(path, name, true);
    try {
      input.keep(in, looked, most);
      return input;
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** Copies on another thread: a read that waits cannot be interrupted. */
  private void keep(InputStream in, boolean looked, Duration most) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                keep(in, looked);
                done.complete(null);
              } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    try {
      done.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed("it had no end within " + most.toSeconds() + " s; import a file", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ImportException refused -> throw refused;
        case CommandException refused -> throw refused;
        case null, default -> throw failed(String.valueOf(e.getCause()), e);
      }
    }
  }

  private void keep(InputStream in, boolean looked) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long size = 0;
    boolean toLook = looked;
    try (in;
        OutputStream out = Files.newOutputStream(path)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > MAX_SIZE) throw failed("it has more than 1 GiB; import a file", null);
        out.write(buffer, 0, n);
        if (toLook && size >= BEGINNING) {
          ImportFile.detect(path, name);
          toLook = false;
        }
      }
    }
  }

  private CommandException failed(String why, @Nullable Exception cause) {
    String message = "import " + name + ": " + why;
    return cause == null ? new CommandException(message) : new CommandException(message, cause);
  }

  Path path() {
    return path;
  }

  /** The name in messages. */
  String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    if (copy) Files.deleteIfExists(path);
  }
}
