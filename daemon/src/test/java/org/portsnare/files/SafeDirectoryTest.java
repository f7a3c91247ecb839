package org.portsnare.files;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SafeDirectoryTest {
  @TempDir private Path directory;

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void refused(Path path, String why) {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> SafeDirectory.require(path))
        .satisfies(
            e ->
                assertThatCode(
                        () -> {
                          if (!e.getReason().contains(why)) throw new AssertionError(e.getReason());
                        })
                    .doesNotThrowAnyException());
  }

  @Test
  void itsOwnersAloneIsSafe() throws IOException {
    Path own = Files.createDirectory(directory.resolve("own"));
    for (String permissions : new String[] {"rwx------", "rwxr-xr-x", "rwxr-x---"}) {
      permit(own, permissions);
      assertThatCode(() -> SafeDirectory.require(own)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx", "rwxrwxrwx"})
  void whereOthersMayWriteIsNot(String permissions) throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Path inside = Files.createDirectory(open.resolve("inside"));
    permit(open, permissions);
    refused(open, "others may write to it");
    refused(inside, "others may write to it");
  }

  @Test
  void aLinkOrAFileIsNone() throws IOException {
    Path own = Files.createDirectory(directory.resolve("own"));
    refused(Files.createSymbolicLink(directory.resolve("link"), own), "symbolic link");
    refused(Files.createFile(directory.resolve("file")), "no directory");
  }
}
