package org.portsnare.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  @TempDir private Path directory;

  @Test
  void onlyTheVeryStreamIsTheJournal() throws IOException {
    Path stream = Files.createFile(directory.resolve("stream"));
    Path other = Files.createFile(directory.resolve("other"));
    String name =
        Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
    Map<String, String> environment = Map.of("JOURNAL_STREAM", name);
    assertThat(Journal.isAt(stream, environment)).isTrue();
    assertThat(Journal.isAt(other, environment)).isFalse();
    assertThat(Journal.isAt(stream, Map.of())).isFalse();
    assertThat(Journal.isAt(directory.resolve("none"), environment)).isFalse();
  }

  @Test
  void everyLineIsMarked() {
    assertThat(Journal.marked(3, "two\nlines")).isEqualTo("<3>two\n<3>lines");
  }
}
