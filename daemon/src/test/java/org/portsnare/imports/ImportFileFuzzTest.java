package org.portsnare.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.imports.Recorded.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.testing.Mutations;

/** Whatever the bytes: bans, bad lines, or {@link ImportException}. */
final class ImportFileFuzzTest {
  private static final int MUTATIONS = 2_000;

  @TempDir private Path directory;

  @Test
  void mutations() {
    // On a thread of its own: a refusal costs what its stack trace costs, and JUnit's is long.
    CompletableFuture.runAsync(this::mutate, task -> Thread.ofPlatform().start(task)).join();
  }

  private void mutate() {
    Mutations mutations = new Mutations(7);
    List<byte[]> corpus = corpus();
    int whole = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      if (read(mutations.of(corpus.get(i % corpus.size())))) whole++;
    }
    // The mutations neither spoil everything nor nothing.
    assertThat(whole).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
  }

  private static List<byte[]> corpus() {
    try {
      return List.of(
          Files.readAllBytes(sample("ipset.save")),
          "create a hash:ip family inet timeout 60\nadd a 203.0.113.1\nadd a 203.0.113.2 timeout 5\n"
              .getBytes(StandardCharsets.US_ASCII),
          Files.readAllBytes(sample("decisions.json")),
          Files.readAllBytes(sample("portsentry.blocked.tcp")),
          HexFormat.of().parseHex("0200cb0071070a0020010db8000000000000000000000001"),
          "203.0.113.7\n192.0.2.0/24 # c\n2001:db8::/32 ; c\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean read(byte[] bytes) {
    try {
      Path file = Files.write(directory.resolve("file"), bytes);
      Recorded recorded = new Recorded();
      ImportFile.open(file, "fuzz", null, List.of()).read(Recorded.NOW, recorded);
      return recorded.bad.isEmpty();
    } catch (ImportException e) {
      if (!e.getMessage().startsWith("import fuzz: ")) throw new AssertionError(e);
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
