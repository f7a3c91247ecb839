package org.portsnare.imports.programs;

import io.avaje.json.JsonException;
import io.avaje.json.JsonReader;
import io.avaje.json.stream.JsonStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.imports.source.Addresses;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.JsonValues;
import org.portsnare.imports.source.LineReader;

/**
 * Spamhaus' {@code drop_v4.json} and {@code drop_v6.json}: one object per line, each with its
 * {@code cidr}, and one at the end about the list itself.
 */
public final class SpamhausReader extends LineReader {
  private static final Set<String> FIELDS = Set.of("cidr", "sblid", "type", "asn");

  @Override
  public void line(long number, String line, Findings findings) {
    Map<String, String> object = object(line);
    String cidr = object.get("cidr");
    String sblid = object.get("sblid");
    if (cidr != null) {
      String detail = sblid == null ? "" : sblid;
      Addresses.each(
          cidr, prefix -> findings.entry(new Entry(number, prefix, Optional.empty(), detail)));
    } else if (object.containsKey("asn")) {
      findings.leftOut(number, "a network by number (AS)");
    } else if (!"metadata".equals(object.get("type"))) {
      throw new IllegalArgumentException(quoted(line) + " has no cidr");
    }
  }

  /** The fields of one line that are used. */
  private static Map<String, String> object(String line) {
    Map<String, String> object = new HashMap<>();
    try (JsonReader reader = JsonStream.builder().build().reader(line)) {
      JsonValues.eachField(reader, field -> put(object, field, reader));
      return object;
    } catch (JsonException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(quoted(line) + " is not a JSON object", e);
    }
  }

  private static void put(Map<String, String> object, String field, JsonReader reader) {
    @Nullable String value = null;
    if (field.equals("asn")) reader.skipValue();
    else if (FIELDS.contains(field)) value = JsonValues.string(reader);
    else reader.skipValue();
    if (FIELDS.contains(field)) object.put(field, value == null ? "" : value);
  }
}
