package org.portsnare.imports;

import java.util.Set;

/** Tells from the fields of the first object which JSON a file is. */
final class JsonShape {
  private static final Set<String> STREAM = Set.of("new", "deleted");
  private static final Set<String> DECISION =
      Set.of("decisions", "value", "duration", "scenario", "scope", "capacity");
  private static final int SHOWN = 5;

  private JsonShape() {}

  /** Whether a text begins as JSON. */
  static boolean isLike(String text) {
    return text.startsWith("[") || text.startsWith("{") || text.equals("null");
  }

  /**
   * The format.
   *
   * @throws ImportException if it is of none that can be imported
   */
  static ImportFormat of(byte[] start, String text) {
    boolean array = text.startsWith("[");
    if (text.matches("(?s)\\[\\s*\".*")) {
      throw new ImportException(
          "it looks like a JSON array of texts; import what jq -r '.[]' makes of it");
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
        "it looks like Spamhaus' list in an array; import it as it comes, with an object a line");
  }

  private static String unknown(Set<String> fields) {
    if (fields.contains("nftables")) {
      return "it looks like what nft -j writes; import what nft list set writes without -j";
    }
    if (fields.contains("address")) {
      return "it looks like bans of Portsnare with an object a line; jq -s . makes an array of"
          + " them";
    }
    return "it is JSON, but of no format that import reads: its fields are "
        + String.join(", ", fields.stream().limit(SHOWN).map(JsonShape::shortened).toList());
  }

  private static String shortened(String field) {
    return LineReader.quoted(field);
  }
}
