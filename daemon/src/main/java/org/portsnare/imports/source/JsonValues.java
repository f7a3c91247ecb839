package org.portsnare.imports.source;

import io.avaje.json.JsonException;
import io.avaje.json.JsonReader;
import io.avaje.json.stream.JsonStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads JSON piece by piece. */
public final class JsonValues {
  private JsonValues() {}

  /** Reads one complete object. */
  public interface Element {
    void read(JsonReader reader);
  }

  /**
   * Reads the value in a file.
   *
   * @param done how many bans have been read, for an error
   */
  public static void read(Source source, LongSupplier done, Element value) throws IOException {
    try (InputStream in = new JsonLimits(source.open(), true);
        JsonReader reader = JsonStream.builder().build().reader(in)) {
      value.read(reader);
      in.transferTo(OutputStream.nullOutputStream());
    } catch (JsonException | IndexOutOfBoundsException e) {
      // The parser reads beyond its buffer if an input is cut off at certain places.
      throw new ImportException(
          "it is not the expected JSON, after ban " + done.getAsLong() + why(e), e);
    }
  }

  /** Passes each object of an array; {@code null} is an empty array, as Go writes it. */
  public static void eachElement(JsonReader reader, Element element) {
    if (reader.isNullValue()) return;
    reader.beginArray();
    while (reader.hasNextElement()) element.read(reader);
    reader.endArray();
  }

  /** Passes the name of each field; its value must be read. */
  public static void eachField(JsonReader reader, Consumer<String> field) {
    reader.beginObject();
    while (reader.hasNextField()) field.accept(reader.nextField());
    reader.endObject();
  }

  /** A string; null for null. */
  public static @Nullable String string(JsonReader reader) {
    return reader.isNullValue() ? null : reader.readString();
  }

  /** The fields of an object, or of the first object of an array; the text may be cut off. */
  public static Set<String> fields(byte[] start, boolean array) {
    Set<String> fields = new LinkedHashSet<>();
    try (JsonReader reader =
        JsonStream.builder()
            .build()
            .reader(new JsonLimits(new ByteArrayInputStream(start), false))) {
      if (array) reader.beginArray();
      if (array && !reader.hasNextElement()) return fields;
      eachField(
          reader,
          field -> {
            fields.add(field);
            reader.skipValue();
          });
    } catch (JsonException | ImportException | IndexOutOfBoundsException e) {
      return fields;
    }
    return fields;
  }

  private static String why(RuntimeException e) {
    if (!(e instanceof JsonException)) return "";
    return ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
