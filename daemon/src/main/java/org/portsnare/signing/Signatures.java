package org.portsnare.signing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signatures as {@code signify} (OpenBSD) and {@code minisign} write them. The first line is a
 * comment that anybody can change. The second line has {@code Ed}, the key's id and 64 bytes, in
 * base64.
 *
 * <p>minisign adds a trusted comment, and a second signature of the first one with this comment.
 * Its newer signatures, {@code ED}, need the BLAKE2b hash, which the JDK lacks. It accepts the
 * older ones for files of up to 1 GiB.
 */
final class Signatures {
  private static final String TRUSTED = "trusted comment: ";
  private static final Pattern TIMESTAMP =
      Pattern.compile("(?m)^trusted comment: .*?timestamp:([0-9]{1,11})(?:\\s|$)");
  private static final int LENGTH = 2 + VerifyingKey.ID_LENGTH + VerifyingKey.SIGNATURE_LENGTH;

  private Signatures() {}

  /** A signature followed by the message, as {@code signify -S -e} makes it. */
  static String signify(SigningKey key, String message) {
    return line("verify with " + Manifest.PUBLIC_KEY, key, key.sign(bytes(message))) + message;
  }

  /** A signature for {@code minisign -V}. */
  static String minisign(SigningKey key, String message, String trustedComment) {
    byte[] signature = key.sign(bytes(message));
    byte[] global = key.sign(join(signature, bytes(trustedComment)));
    return line("verify with " + Manifest.PUBLIC_KEY, key, signature)
        + TRUSTED
        + trustedComment
        + "\n"
        + Base64.getEncoder().encodeToString(global)
        + "\n";
  }

  private static String line(String comment, SigningKey key, byte[] signature) {
    byte[] fields =
        ByteBuffer.allocate(LENGTH)
            .put(VerifyingKey.ALGORITHM)
            .put(key.verifyingKey().id())
            .put(signature)
            .array();
    return VerifyingKey.COMMENT
        + comment
        + "\n"
        + Base64.getEncoder().encodeToString(fields)
        + "\n";
  }

  /**
   * Verifies a signature of {@link #signify}.
   *
   * @throws SigningException if the key's owner did not sign this message
   */
  static void verifySignify(VerifyingKey key, String signed, String message) {
    int second = signed.indexOf('\n') + 1;
    int third = signed.indexOf('\n', second) + 1;
    if (second == 0 || third == 0) throw new SigningException("the signature is cut short");
    byte[] signature = signature(key, signed.substring(0, third));
    require(key, signature, bytes(signed.substring(third)));
    require(key, signature, bytes(message));
  }

  /**
   * Verifies a signature of {@link #minisign}.
   *
   * @throws SigningException if the key's owner did not sign the message, or not with this comment
   */
  static void verifyMinisign(VerifyingKey key, String signatures, String message) {
    String[] lines = signatures.split("\n", -1);
    if (lines.length < 4 || !lines[2].startsWith(TRUSTED)) {
      throw new SigningException("the signature is cut short");
    }
    byte[] signature = signature(key, lines[0] + "\n" + lines[1]);
    require(key, signature, bytes(message));
    byte[] comment = bytes(lines[2].substring(TRUSTED.length()));
    require(key, global(lines[3]), join(signature, comment));
  }

  /**
   * The time of signing, from the trusted comment, which must have been verified before.
   *
   * @throws SigningException if the comment has no time
   */
  static Instant minisignTime(String signatures) {
    Matcher matcher = TIMESTAMP.matcher(signatures);
    if (!matcher.find()) throw new SigningException("its comment does not say when it was signed");
    return Instant.ofEpochSecond(Long.parseLong(matcher.group(1)));
  }

  private static byte[] signature(VerifyingKey key, String head) {
    byte[] fields = VerifyingKey.fields(head, LENGTH, "signature");
    byte[] id = Arrays.copyOfRange(fields, 2, 2 + VerifyingKey.ID_LENGTH);
    if (!Arrays.equals(id, key.id())) throw new SigningException("it is signed by another key");
    return Arrays.copyOfRange(fields, 2 + VerifyingKey.ID_LENGTH, fields.length);
  }

  private static byte[] global(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new SigningException("the signature of its comment is not base64", e);
    }
  }

  private static void require(VerifyingKey key, byte[] signature, byte[] message) {
    if (!key.verifies(message, signature)) throw new SigningException("the signature is wrong");
  }

  private static byte[] join(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  // Bytes that are not ASCII must stay unchanged; otherwise verification would fail.
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
