package org.portsnare.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The file {@code trial} in the state directory, which has the trial.
 *
 * <pre>
 *   portsnare trial 1
 *   running | taken-back
 *   2026-11-24T10:00:00Z           until when
 *   SHA-256 of the text on trial
 *   the text before it, to the end of the file
 * </pre>
 */
public final class TrialFile {
  private static final String MAGIC = "portsnare trial 1";
  private static final String RUNNING = "running";
  private static final String TAKEN_BACK = "taken-back";
  private static final int HEADER_LINES = 4;

  /** Maximum size in bytes, larger than any configuration. */
  private static final long MAX_BYTES = 4 << 20;

  private final Path file;

  public TrialFile(Path stateDir) {
    file = stateDir.resolve("trial");
  }

  /** The path of the file. */
  public Path path() {
    return file;
  }

  /** Reads the trial; empty if there is none, or if the file cannot be understood. */
  public Optional<Trial> read() {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
      if (Files.size(file) > MAX_BYTES) return Optional.empty();
      String[] lines = Files.readString(file).split("\n", HEADER_LINES + 1);
      if (lines.length <= HEADER_LINES || !lines[0].equals(MAGIC)) return Optional.empty();
      boolean takenBack = lines[1].equals(TAKEN_BACK);
      return Optional.of(new Trial(Instant.parse(lines[2]), lines[3], takenBack, lines[4]));
    } catch (NoSuchFileException | DateTimeParseException | CharacterCodingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  /** Writes the file in one step; it is on the disk when this returns. */
  public void write(Trial trial) {
    String state = trial.takenBack() ? TAKEN_BACK : RUNNING;
    String text =
        String.join("\n", MAGIC, state, trial.until().toString(), trial.tried(), trial.previous());
    Path fresh = file.resolveSibling("trial.new");
    try {
      Files.deleteIfExists(fresh);
      // New, so that no link is followed: root writes it too, in a directory of the service's user.
      try (FileChannel channel =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) channel.write(bytes);
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(fresh);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw new UncheckedIOException("write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Ends the trial: the configuration in force stays. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + file + ": " + e.getMessage(), e);
    }
  }
}
