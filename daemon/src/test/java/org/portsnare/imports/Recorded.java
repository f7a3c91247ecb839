package org.portsnare.imports;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Records what was found in a file. */
final class Recorded implements Findings {
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  final List<String> entries = new ArrayList<>();
  final List<String> bad = new ArrayList<>();
  final List<String> leftOut = new ArrayList<>();

  @Override
  public void entry(Entry entry) {
    String left = entry.left().map(Object::toString).orElse("-");
    entries.add(entry.number() + " " + entry.prefix() + " " + left + " " + entry.detail());
  }

  @Override
  public void bad(long number, String why) {
    bad.add(number + ": " + why);
  }

  @Override
  public void leftOut(long number, String what) {
    leftOut.add(what);
  }

  /** Reads a file, which must have the expected format. */
  static Recorded read(Path file, ImportFormat expected, String... sets) {
    ImportFile source = ImportFile.open(file, "file", null, List.of(sets));
    if (source.format() != expected) throw new AssertionError("found " + source.format());
    Recorded recorded = new Recorded();
    source.read(NOW, recorded);
    return recorded;
  }

  /** A file among the test's resources. */
  static Path sample(String name) {
    try {
      return Path.of(Objects.requireNonNull(Recorded.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
