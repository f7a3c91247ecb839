package org.portsnare.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checksums of files in the form of BSD's {@code sha512}, which {@code signify -C} and {@code
 * sha512sum -c} read: {@code SHA512 (file) = hex}.
 *
 * <p>SHA-512 is 1.5 times as fast as SHA-256 on 64-bit machines, because the JVM's first compiler
 * does not use the CPU's instructions for SHA-256.
 */
public final class Manifest {
  /** Name of the manifest. */
  public static final String FILE = "SHA512";

  /** Name of the manifest with a signature before it, for {@code signify -C}. */
  public static final String SIGNIFY = "SHA512.sig";

  /** Name of the manifest's signature, for {@code minisign -V}. */
  public static final String MINISIGN = "SHA512.minisig";

  public static final String PUBLIC_KEY = "portsnare.pub";

  /** Pattern of a line; the name cannot leave the directory of the manifest. */
  private static final Pattern LINE =
      Pattern.compile("SHA512 \\(([A-Za-z0-9][A-Za-z0-9._-]*)\\) = ([0-9a-f]{128})");

  private static final int BUFFER = 64 * 1024;

  private Manifest() {}

  /** A new SHA-512 digest. */
  public static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-512", e);
    }
  }

  /** The text of a manifest, from the SHA-512 of files by their names. */
  public static String of(Map<String, byte[]> digests) {
    StringBuilder text = new StringBuilder();
    digests.forEach(
        (name, digest) ->
            text.append("SHA512 (")
                .append(name)
                .append(") = ")
                .append(HexFormat.of().formatHex(digest))
                .append('\n'));
    return text.toString();
  }

  /** The files that accompany a manifest, by their names: its signatures and the public key. */
  public static Map<String, String> signed(SigningKey key, String manifest, Instant now) {
    String comment = "timestamp:" + now.getEpochSecond() + "\tfile:" + FILE;
    Map<String, String> files = new LinkedHashMap<>();
    files.put(SIGNIFY, Signatures.signify(key, manifest));
    files.put(MINISIGN, Signatures.minisign(key, manifest, comment));
    files.put(PUBLIC_KEY, key.verifyingKey().text());
    return files;
  }

  /**
   * Reads what {@link #of} writes.
   *
   * @throws SigningException if a line is not of that form
   */
  static Map<String, byte[]> parse(String text) {
    Map<String, byte[]> digests = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new SigningException(
            "the manifest has the line '" + line + "', which is not the checksum of a file");
      }
      digests.put(matcher.group(1), HexFormat.of().parseHex(matcher.group(2)));
    }
    return digests;
  }

  /** SHA-512 of a file. */
  static byte[] digest(Path file) throws IOException {
    MessageDigest sha512 = sha512();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sha512.update(buffer, 0, count);
      }
    }
    return sha512.digest();
  }
}
