package org.portsnare.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Paths in the source tree. */
public final class Place {
  private Place() {}

  /** The directory that holds the launcher. */
  public static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(directory.resolve("portsnare"))) {
      directory = directory.getParent();
      if (directory == null) throw new IllegalStateException("no launcher above " + Path.of(""));
    }
    return directory;
  }

  public static String launcher() {
    return root().resolve("portsnare").toString();
  }

  /** The launcher as a package installs it, with its own runtime; {@code make bench} builds it. */
  public static String packaged() {
    return root().resolve("target/image/bin/portsnare").toString();
  }

  /** A directory below {@code bench/target}; created if it is missing. */
  public static Path target(String name) {
    try {
      return Files.createDirectories(root().resolve("bench/target").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path temporary(String name) {
    try {
      return Files.createTempDirectory(target("work"), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory with its content. */
  public static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(Place::deleteOne);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
