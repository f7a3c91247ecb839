package org.portsnare.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the application, as a package installs it. */
final class Installed {
  static final Path SOURCES = Path.of(Guarded.launcher()).getParent();
  static final Path APPLICATION = SOURCES.resolve("cli/target/app");

  private Installed() {}

  /** Makes one under {@code root}, and returns its launcher. */
  static Path at(Path root) throws IOException {
    for (String part : List.of("lib", "native")) {
      try (Stream<Path> files = Files.list(APPLICATION.resolve(part))) {
        for (Path file : files.toList()) copy(file, root.resolve(part));
      }
    }
    copy(SOURCES.resolve("tools/find-jdk"), root.resolve("tools"));
    copy(SOURCES.resolve("portsnare"), root);
    return root.resolve("portsnare");
  }

  static void copy(Path file, Path into) throws IOException {
    Files.createDirectories(into);
    Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
  }
}
