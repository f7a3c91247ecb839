package org.portsnare.bench.report;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Findings on the disk, one file per scenario, beside the plots. So one scenario can be measured
 * again, also in a fresh clone, and everybody can read the samples.
 */
public final class Results {
  private static final JsonType<Findings> TYPE = Jsonb.builder().build().type(Findings.class);

  private static Path file(String name) {
    Path directory =
        Scale.quick() ? Place.target("quick") : Place.root().resolve("docs/benchmarks");
    return directory.resolve(name + ".json");
  }

  public void write(Findings findings) {
    Place.write(file(findings.name()), TYPE.toJsonPretty(findings) + "\n");
  }

  /** Findings of these scenarios, from now or earlier; scenarios without findings are left out. */
  public List<Findings> all(List<String> names) {
    return names.stream().map(Results::file).filter(Files::exists).map(Results::read).toList();
  }

  private static Findings read(Path file) {
    try {
      return TYPE.fromJson(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
