package org.portsnare.imports;

import io.avaje.json.JsonException;
import io.avaje.json.JsonReader;
import io.avaje.json.stream.JsonStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** JSON, read piece by piece. */
final class JsonValues {
  private JsonValues() {}

  /** Takes an object of the array that the file is. */
  interface Element {
    void read(JsonReader reader);
  }

  /** Passes each object of an array; {@code null} is an empty array, as Go writes it. */
  static void eachElement(Path file, Element element) throws IOException {
    if (FormatDetector.text(file).equals("null")) return;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        JsonReader reader = JsonStream.builder().build().reader(in)) {
      eachElement(reader, element);
    } catch (JsonException e) {
      throw new ImportException("it is not the JSON that was expected: " + firstLine(e), e);
    }
  }

  /** As {@link #eachElement(Path, Element)}, for a value inside. */
  static void eachElement(JsonReader reader, Element element) {
    if (reader.isNullValue()) return;
    reader.beginArray();
    while (reader.hasNextElement()) element.read(reader);
    reader.endArray();
  }

  /** A string; null for null. */
  static @Nullable String string(JsonReader reader) {
    return reader.isNullValue() ? null : reader.readString();
  }

  private static String firstLine(JsonException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
