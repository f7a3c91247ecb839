package org.portsnare.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A configuration with the text it was read from.
 *
 * @param text empty if the default file does not exist
 */
public record ConfigFile(Path file, String text, Config config) {
  /** SHA-256 of the text, in hexadecimal. */
  public String hash() {
    return hash(text);
  }

  /** SHA-256 of a text, in hexadecimal. */
  public static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
