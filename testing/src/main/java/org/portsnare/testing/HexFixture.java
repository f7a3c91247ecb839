package org.portsnare.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bytes as text, with comments about their source.
 *
 * <pre>
 *   # kernel 6.18, nft --debug=mnl        a comment, to the end of its line
 *   [drop]                                a section, if a file holds several messages
 *   0c 00 01 00  # NFTA_...               bytes in hex; spaces and indentation do not count
 * </pre>
 */
public final class HexFixture {
  private HexFixture() {}

  /** The bytes of a resource without sections. */
  public static byte[] bytes(Class<?> beside, String resource) {
    Map<String, byte[]> sections = sections(beside, resource);
    byte[] bytes = sections.get("");
    if (bytes == null || sections.size() != 1) {
      throw new IllegalArgumentException(resource + " has sections: " + sections.keySet());
    }
    return bytes;
  }

  /** One section of a resource. */
  public static byte[] section(Class<?> beside, String resource, String name) {
    byte[] bytes = sections(beside, resource).get(name);
    if (bytes == null) throw new IllegalArgumentException(resource + " has no section " + name);
    return bytes;
  }

  /** All sections of a resource beside a class, in their order. */
  public static Map<String, byte[]> sections(Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside " + beside);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All sections of a text. The text before the first one is a section with an empty name. */
  public static Map<String, byte[]> parse(String text) {
    Map<String, ByteArrayOutputStream> open = new LinkedHashMap<>();
    String name = "";
    for (String line : text.split("\n", -1)) {
      int comment = line.indexOf('#');
      String content = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (content.startsWith("[") && content.endsWith("]")) {
        name = content.substring(1, content.length() - 1);
        if (open.put(name, new ByteArrayOutputStream()) != null) {
          throw new IllegalArgumentException("section " + name + " twice");
        }
      } else if (!content.isEmpty()) {
        byte[] bytes = HexFormat.of().parseHex(content.replaceAll("\\s", ""));
        open.computeIfAbsent(name, _ -> new ByteArrayOutputStream()).writeBytes(bytes);
      }
    }
    Map<String, byte[]> sections = new LinkedHashMap<>();
    open.forEach((section, bytes) -> sections.put(section, bytes.toByteArray()));
    return Collections.unmodifiableMap(sections);
  }
}
