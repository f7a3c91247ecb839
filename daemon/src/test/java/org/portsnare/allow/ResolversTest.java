package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Prefix;

final class ResolversTest {
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;

  @Test
  void changedFileIsReadAgainWhateverItsSize() throws IOException {
    Path file = directory.resolve("resolv.conf");
    Resolvers resolvers = new Resolvers(List.of(file));
    assertThat(resolvers.read()).isEmpty();
    for (int i = 1; i <= 9; i++) {
      Files.writeString(file, "search example.org\nnameserver 192.0.2." + i + "\n");
      assertThat(resolvers.read()).containsExactly(Prefix.parse("192.0.2." + i));
    }
    Files.delete(file);
    assertThat(resolvers.read()).isEmpty();
  }

  @Test
  void fileThatLooksTheSameIsNotReadAgain() throws IOException {
    Path file = directory.resolve("resolv.conf");
    Resolvers resolvers = new Resolvers(List.of(file));
    Files.writeString(file, "nameserver 192.0.2.1\n");
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    assertThat(resolvers.read()).containsExactly(Prefix.parse("192.0.2.1"));
    Files.writeString(file, "nameserver 192.0.2.2\n");
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    assertThat(resolvers.read()).containsExactly(Prefix.parse("192.0.2.1"));
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.plusMillis(1)));
    assertThat(resolvers.read()).containsExactly(Prefix.parse("192.0.2.2"));
  }
}
