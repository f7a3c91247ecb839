package org.portsnare.imports;

import io.avaje.json.JsonReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/** What {@code portsnare export} of another host writes, as JSON or CSV: the ends are kept. */
final class ExportReader extends LineReader {
  static final String HEADING = "address,since,expires,port,protocol,trigger,evidence,";

  private static final int TRIGGER = 5;

  private final Instant now;

  private ExportReader(Instant now) {
    this.now = now;
  }

  static void readCsv(Path file, Instant now, Findings findings) throws IOException {
    new ExportReader(now).read(file, findings);
  }

  static void readJson(Path file, Instant now, Findings findings) throws IOException {
    long[] number = {0};
    ExportReader export = new ExportReader(now);
    JsonValues.eachElement(
        file,
        reader -> {
          number[0]++;
          export.json(number[0], reader, findings);
        });
  }

  @Override
  void line(long number, String line, Findings findings) {
    if (line.startsWith(HEADING)) return;
    // What a comma may be in, the reason, comes last.
    String[] columns = line.split(",", TRIGGER + 2);
    if (columns.length < TRIGGER + 2) {
      throw new IllegalArgumentException(quoted(line) + " is not a line of portsnare export");
    }
    take(number, columns[0], columns[2], columns[3], columns[4], columns[TRIGGER], findings);
  }

  private void json(long number, JsonReader reader, Findings findings) {
    String address = null;
    String expires = null;
    String protocol = null;
    String trigger = null;
    String port = "0";
    reader.beginObject();
    while (reader.hasNextField()) {
      switch (reader.nextField()) {
        case "address" -> address = JsonValues.string(reader);
        case "expires" -> expires = JsonValues.string(reader);
        case "protocol" -> protocol = JsonValues.string(reader);
        case "trigger" -> trigger = JsonValues.string(reader);
        case "port" -> port = Integer.toString(reader.readInt());
        default -> reader.skipValue();
      }
    }
    reader.endObject();
    try {
      take(number, text(address), text(expires), port, text(protocol), text(trigger), findings);
    } catch (IllegalArgumentException e) {
      findings.bad(number, String.valueOf(e.getMessage()));
    }
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private void take(
      long number,
      String address,
      String expires,
      String port,
      String protocol,
      String trigger,
      Findings findings) {
    Prefix prefix = Prefix.parseGiven(address);
    Lifetime left = Lifetime.FOREVER;
    if (!expires.isEmpty()) {
      Instant end = time(expires);
      if (!end.isAfter(now)) {
        findings.leftOut("ended already");
        return;
      }
      left = Entry.until(end, now);
    }
    String detail = port.equals("0") ? trigger : trigger + " to port " + protocol + " " + port;
    findings.entry(new Entry(number, prefix, Optional.of(left), detail));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(quoted(text) + " is not a time", e);
    }
  }
}
