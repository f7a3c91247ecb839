package org.portsnare.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.cli.common.CommandException;
import org.portsnare.imports.source.ImportException;

/** Endless input is refused in time. */
final class ImportInputTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/dev/urandom", "/dev/null"})
  void deviceIsRefused(String device) {
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> ImportInput.open(device, true))
                .isInstanceOf(CommandException.class)
                .hasMessage(
                    "import "
                        + device
                        + ": it is a device, not a file; a pipe is read with: import -"));
  }

  @Test
  void fifoIsRefused() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(directory.resolve("link"), fifo);
    for (Path path : new Path[] {fifo, link}) {
      assertTimeoutPreemptively(
          SOON,
          () ->
              assertThatThrownBy(() -> ImportInput.open(path.toString(), true))
                  .hasMessage(
                      "import "
                          + path
                          + ": it is a FIFO, not a file; a pipe is read with: import -"));
    }
  }

  @Test
  void missingFileIsSaid() {
    assertThatThrownBy(() -> ImportInput.open(directory.resolve("no").toString(), true))
        .hasMessageEndingWith("/no: no such file, or permission denied");
  }

  @Test
  void streamOfZerosIsGivenUpEarly() {
    long[] read = {0};
    InputStream zeros =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            read[0] += length;
            return length;
          }
        };
    assertThatThrownBy(() -> ImportInput.copy(zeros, "standard input", true, SOON))
        .isInstanceOf(ImportException.class)
        .hasMessage("import standard input: it is neither text nor a database");
    assertThat(read[0]).isLessThan(1 << 20);
  }

  @Test
  void streamThatWaitsEndsWithASentence() throws IOException {
    try (PipedOutputStream silent = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(silent)) {
      assertThatThrownBy(() -> ImportInput.copy(in, "standard input", true, Duration.ofMillis(200)))
          .isInstanceOf(CommandException.class)
          .hasMessageStartingWith("import standard input: it had no end within ");
    }
  }

  @Test
  void copyIsReadAndRemoved() throws IOException {
    byte[] list = "203.0.113.7\n".getBytes(StandardCharsets.US_ASCII);
    Path copy;
    try (ImportInput input =
        ImportInput.copy(new ByteArrayInputStream(list), "standard input", true, SOON)) {
      copy = input.path();
      assertThat(Files.readAllBytes(copy)).isEqualTo(list);
      assertThat(input.name()).isEqualTo("standard input");
    }
    assertThat(copy).doesNotExist();
  }
}
