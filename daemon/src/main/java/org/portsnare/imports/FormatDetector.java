package org.portsnare.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells from the first bytes of a file what it is. */
final class FormatDetector {
  private static final int START = 64 * 1024;
  private static final String SQLITE = "SQLite format 3\0";
  private static final Pattern EXPORT = Pattern.compile("\\[\\s*\\{\\s*\"address\".*");

  private FormatDetector() {}

  /**
   * The format; a list where it is nothing else.
   *
   * @throws ImportException if it is something that cannot be imported
   */
  static ImportFormat detect(Path file) throws IOException {
    byte[] start = start(file);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith(SQLITE)) return ImportFormat.FAIL2BAN;
    if (PortSentry2Reader.isLike(start)) return ImportFormat.PORTSENTRY;
    if (text.startsWith("\u001f\u008b")) throw new ImportException("it is compressed; gunzip it");
    if (text.indexOf('\0') >= 0) throw new ImportException("it is neither text nor a database");
    String stripped = text.strip();
    if (stripped.startsWith("[") || stripped.startsWith("{") || stripped.equals("null")) {
      return EXPORT.matcher(stripped.lines().limit(3).reduce("", String::concat)).matches()
          ? ImportFormat.JSON
          : ImportFormat.CROWDSEC;
    }
    return ofLine(
        text.lines().map(String::strip).filter(FormatDetector::says).findFirst().orElse(""));
  }

  /** The start of a text. */
  static String text(Path file) throws IOException {
    return new String(start(file), StandardCharsets.ISO_8859_1).strip();
  }

  static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(START);
    }
  }

  private static boolean says(String line) {
    return !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";");
  }

  private static ImportFormat ofLine(String line) {
    if (line.startsWith("create ") || line.startsWith("add ")) return ImportFormat.IPSET;
    if (line.startsWith(ExportReader.HEADING)) return ImportFormat.CSV;
    if (line.contains("Host: ") && line.endsWith("Blocked")) return ImportFormat.PORTSENTRY;
    if (line.startsWith("Name: ")) {
      throw new ImportException("it is of ipset list; import what ipset save writes");
    }
    return ImportFormat.LIST;
  }
}
