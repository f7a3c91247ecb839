package org.portsnare.imports;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.portsnare.imports.source.ImportException;

/** A file that a test writes, and reads as an import does. */
public final class Written {
  private final Path file;

  public Written(Path directory) {
    file = directory.resolve("file");
  }

  Path bytes(byte[] bytes) throws IOException {
    return Files.write(file, bytes);
  }

  Path text(String text) throws IOException {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public Recorded read(String text, ImportFormat expected, String... sets) throws IOException {
    return Recorded.read(text(text), expected, sets);
  }

  public void assertRefused(String text, String why, String... sets) throws IOException {
    assertRefused(text(text), why, sets);
  }

  /** Asserts that the file is refused with one sentence, when it is opened or while it is read. */
  public static void assertRefused(Path file, String why, String... sets) {
    assertThatThrownBy(
            () ->
                ImportFile.open(file, "name", null, List.of(sets))
                    .read(Recorded.NOW, new Recorded()))
        .isInstanceOf(ImportException.class)
        .hasMessageStartingWith("import name: " + why)
        .hasMessageNotContaining("\n");
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
