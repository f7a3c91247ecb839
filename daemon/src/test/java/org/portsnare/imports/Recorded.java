package org.portsnare.imports;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;

/** Records what was found in a file. */
public final class Recorded implements Findings {
  public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  public final List<String> entries = new ArrayList<>();
  public final List<String> bad = new ArrayList<>();
  public final List<String> leftOut = new ArrayList<>();

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
  public static Recorded read(Path file, ImportFormat expected, String... sets) {
    ImportFile source = ImportFile.open(file, "file", null, List.of(sets));
    if (source.format() != expected) throw new AssertionError("found " + source.format());
    Recorded recorded = new Recorded();
    source.read(NOW, recorded);
    return recorded;
  }

  /** A file among the test's resources. */
  public static Path sample(String name) {
    try {
      return Path.of(Objects.requireNonNull(Recorded.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
