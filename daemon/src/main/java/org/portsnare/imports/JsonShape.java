package org.portsnare.imports;

import java.util.Set;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.JsonValues;
import org.portsnare.imports.source.LineReader;

/** Detects the format of a JSON file from the fields of its first object. */
final class JsonShape {
  private static final Set<String> STREAM = Set.of("new", "deleted");
  private static final Set<String> DECISION =
      Set.of("decisions", "value", "duration", "scenario", "scope", "capacity");
  private static final int SHOWN = 5;

  private JsonShape() {}

  /** Whether a text begins like JSON. */
  static boolean isLike(String text) {
    return text.startsWith("[") || text.startsWith("{") || text.equals("null");
  }

  /**
   * The format.
   *
   * @throws ImportException if this JSON cannot be imported
   */
  static ImportFormat of(byte[] start, String text) {
    boolean array = text.startsWith("[");
    if (text.matches("(?s)\\[\\s*\".*")) {
      throw new ImportException(
          "it looks like a JSON array of texts; import the output of jq -r '.[]'");
    }
    Set<String> fields = JsonValues.fields(start, array);
    if (!array && hasAny(fields, STREAM)) return ImportFormat.CROWDSEC;
    if (fields.contains("cidr") || fields.contains("asn")) return spamhaus(array);
    if (array && fields.contains("address")) return ImportFormat.JSON;
    if (!array && fields.contains("bans")) return ImportFormat.JSON;
    if (fields.isEmpty() || hasAny(fields, DECISION)) return ImportFormat.CROWDSEC;
    throw new ImportException(unknown(fields));
  }

  private static boolean hasAny(Set<String> fields, Set<String> some) {
    return some.stream().anyMatch(fields::contains);
  }

  private static ImportFormat spamhaus(boolean array) {
    if (!array) return ImportFormat.SPAMHAUS;
    throw new ImportException(
        "it looks like Spamhaus' list in an array; import the original list, with one object per"
            + " line");
  }

  private static String unknown(Set<String> fields) {
    if (fields.contains("nftables")) {
      return "it looks like the output of nft -j; import the output of nft list set without -j";
    }
    if (fields.contains("address")) {
      return "it looks like bans of Portsnare with one object per line; import the output of jq -s"
          + " .";
    }
    return "it is JSON, but not in a format that import reads: its fields are "
        + String.join(", ", fields.stream().limit(SHOWN).map(JsonShape::shortened).toList());
  }

  private static String shortened(String field) {
    return LineReader.quoted(field);
  }
}
