package org.portsnare.imports;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.portsnare.imports.programs.CrowdSecCsvReader;
import org.portsnare.imports.programs.DShieldReader;
import org.portsnare.imports.programs.ExportCsvReader;
import org.portsnare.imports.programs.PortSentry2Reader;
import org.portsnare.imports.sets.IpsetLines;
import org.portsnare.imports.sets.NftReader;
import org.portsnare.imports.source.CsvRows;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.LineReader;
import org.portsnare.imports.source.Source;
import org.portsnare.imports.source.TableReader;
import org.portsnare.imports.source.TextLines;

/** Detects the format of a file from its first bytes. */
public final class FormatDetector {
  private static final String SQLITE = "SQLite format 3\0";

  /** First bytes of files that cannot be read, and what these files are. */
  private static final Map<String, String> FOREIGN = foreign();

  private static final Pattern IPSET =
      Pattern.compile(
          "(create|add|flush|destroy|-N|-A|--create|--add|-exist|-!) .*|(sudo )?\\S*\\bipset .*");

  private static final Pattern NAMES = Pattern.compile("[A-Za-z_][A-Za-z0-9_ -]*");

  private FormatDetector() {}

  private static Map<String, String> foreign() {
    Map<String, String> foreign = new LinkedHashMap<>();
    foreign.put("\u001f\u008b", "compressed twice with gzip; gunzip it once");
    foreign.put("\u00fd7zXZ", "compressed with xz; import the output of xz -dc");
    foreign.put("BZh", "compressed with bzip2; import the output of bzip2 -dc");
    foreign.put("(\u00b5/\u00fd", "compressed with zstd; import the output of zstd -dc");
    foreign.put("PK\u0003\u0004", "a zip archive; import the file in it");
    foreign.put("\u00ff\u00fe", "text in UTF-16; convert it to UTF-8");
    foreign.put("\u00fe\u00ff", "text in UTF-16; convert it to UTF-8");
    foreign.put("\u00d4\u00c3\u00b2\u00a1", "a packet capture; see portsnare replay");
    foreign.put("\n\r\r\n", "a packet capture; see portsnare replay");
    return foreign;
  }

  /**
   * The format; a list if it is nothing else.
   *
   * @throws ImportException if the file cannot be imported
   */
  static ImportFormat detect(Source source) throws IOException {
    byte[] start = source.start();
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith(SQLITE)) return ImportFormat.FAIL2BAN;
    if (PortSentry2Reader.isLike(start)) return ImportFormat.PORTSENTRY;
    checkIsText(text);
    String stripped = text.strip();
    if (JsonShape.isLike(stripped)) return JsonShape.of(start, stripped);
    return ofLine(TextLines.firstLine(start));
  }

  private static void checkIsText(String text) {
    FOREIGN.forEach(
        (magic, what) -> {
          if (text.startsWith(magic)) throw new ImportException("it is " + what);
        });
    if (text.indexOf('\0') >= 0) throw new ImportException("it is neither text nor a database");
  }

  private static ImportFormat ofLine(String line) {
    if (NftReader.isLike(line)) return ImportFormat.NFT;
    if (line.startsWith(IpsetLines.LISTING)) return ImportFormat.IPSET;
    if (IPSET.matcher(line).matches() && !line.contains(" -j ")) return ImportFormat.IPSET;
    if (line.contains("Host: ") && line.endsWith("Blocked")) return ImportFormat.PORTSENTRY;
    if (DShieldReader.isLike(line)) return ImportFormat.DSHIELD;
    List<String> cells = cells(line);
    if (isHeading(cells)) return ofHeading(cells);
    Lookalike.check(line);
    return ImportFormat.LIST;
  }

  private static List<String> cells(String line) {
    try (CsvRows rows = new CsvRows(new StringReader(line), CsvRows.separator(line))) {
      List<String> cells = rows.next();
      return cells == null ? List.of() : cells;
    } catch (IOException e) {
      throw new AssertionError("a string has no I/O", e);
    }
  }

  /** Whether it is a heading: only names, and a single name only if it is known. */
  private static boolean isHeading(List<String> cells) {
    Set<String> columns = TableReader.columns(cells).keySet();
    return cells.stream().filter(cell -> !cell.isEmpty()).allMatch(c -> NAMES.matcher(c).matches())
        && (cells.size() > 1 || isKnown(columns));
  }

  private static boolean isKnown(Set<String> columns) {
    return CrowdSecCsvReader.isLike(columns) || ExportCsvReader.isLike(columns);
  }

  private static ImportFormat ofHeading(List<String> cells) {
    Set<String> columns = TableReader.columns(cells).keySet();
    if (columns.containsAll(Set.of("scope", "value", "decisions"))) {
      throw new ImportException(
          "it looks like the output of cscli alerts list -o raw; import the output of cscli"
              + " decisions list -o raw");
    }
    if (CrowdSecCsvReader.isLike(columns)) return ImportFormat.CROWDSEC;
    if (ExportCsvReader.isLike(columns)) return ImportFormat.CSV;
    throw new ImportException(
        "it looks like a table with the columns "
            + LineReader.quoted(String.join(", ", cells))
            + ", none of which is 'address'");
  }
}
