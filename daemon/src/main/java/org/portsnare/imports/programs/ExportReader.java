package org.portsnare.imports.programs;

import io.avaje.json.JsonReader;
import java.io.IOException;
import java.time.Instant;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.JsonValues;
import org.portsnare.imports.source.Source;

/**
 * The output of {@code portsnare export --format json} on another host: an array of bans, whose
 * ends are kept. Also the list that a host publishes: an object with its {@code bans}.
 */
public final class ExportReader {
  private final Instant now;
  private final Findings findings;
  private long number;

  private ExportReader(Instant now, Findings findings) {
    this.now = now;
    this.findings = findings;
  }

  public static void read(Source source, Instant now, Findings findings) throws IOException {
    String text = source.startText();
    ExportReader export = new ExportReader(now, findings);
    JsonValues.read(
        source,
        () -> export.number,
        reader -> {
          if (text.startsWith("{")) export.list(reader);
          else JsonValues.eachElement(reader, export::ban);
        });
  }

  private void list(JsonReader reader) {
    JsonValues.eachField(
        reader,
        field -> {
          if (field.equals("bans")) JsonValues.eachElement(reader, this::ban);
          else reader.skipValue();
        });
  }

  private void ban(JsonReader reader) {
    number++;
    Exported ban = new Exported();
    JsonValues.eachField(reader, field -> field(reader, field, ban));
    try {
      ban.tell(number, now, findings);
    } catch (IllegalArgumentException e) {
      findings.bad(number, String.valueOf(e.getMessage()));
    }
  }

  private static void field(JsonReader reader, String field, Exported ban) {
    switch (field) {
      case "address" -> ban.address = JsonValues.string(reader);
      case "expires" -> ban.expires = reader.isNullValue() ? "" : reader.readString();
      case "protocol" -> ban.protocol = JsonValues.string(reader);
      case "trigger" -> ban.trigger = JsonValues.string(reader);
      case "port" -> ban.port = Integer.toString(reader.readInt());
      default -> reader.skipValue();
    }
  }
}
