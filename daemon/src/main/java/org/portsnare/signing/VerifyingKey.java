package org.portsnare.signing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * An Ed25519 public key (RFC 8032) in the file format that {@code signify} and {@code minisign}
 * share: a comment, then in base64 {@code Ed}, the key's id of 8 bytes, and the key of 32 bytes.
 *
 * @param id the key's id, 8 bytes
 * @param key the key, 32 bytes, little-endian, as RFC 8032 encodes a point
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VerifyingKey(byte[] id, byte[] key) {
  static final int ID_LENGTH = 8;
  static final int KEY_LENGTH = 32;
  static final int SIGNATURE_LENGTH = 64;
  static final String COMMENT = "untrusted comment: ";

  /** {@code Ed}: Ed25519 of the message itself. */
  static final byte[] ALGORITHM = "Ed".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads a public key file.
   *
   * @throws SigningException with a sentence that says what is wrong
   */
  static VerifyingKey parse(String text) {
    byte[] fields = fields(text, ALGORITHM.length + ID_LENGTH + KEY_LENGTH, "public key");
    return new VerifyingKey(
        Arrays.copyOfRange(fields, 2, 2 + ID_LENGTH),
        Arrays.copyOfRange(fields, 2 + ID_LENGTH, fields.length));
  }

  /** The data in the second line of a file of {@code signify}; the first line is a comment. */
  static byte[] fields(String text, int length, String what) {
    String[] lines = text.split("\n", -1);
    try {
      if (lines.length < 2 || !lines[0].startsWith(COMMENT)) throw new IllegalArgumentException();
      byte[] fields = Base64.getDecoder().decode(lines[1]);
      if (fields.length != length || fields[0] != 'E' || fields[1] != 'd') {
        throw new IllegalArgumentException();
      }
      return fields;
    } catch (IllegalArgumentException e) {
      throw new SigningException(
          "this is not an Ed25519 " + what + " as signify and minisign write it", e);
    }
  }

  /** The text of the file, as {@link #parse} reads it. */
  String text() {
    byte[] fields =
        ByteBuffer.allocate(ALGORITHM.length + ID_LENGTH + KEY_LENGTH)
            .put(ALGORITHM)
            .put(id)
            .put(key)
            .array();
    return COMMENT + "portsnare public key\n" + Base64.getEncoder().encodeToString(fields) + "\n";
  }

  /** Whether this key's owner signed the message. */
  boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(publicKey());
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      // Also for bytes that are not a signature.
      return false;
    }
  }

  private PublicKey publicKey() throws GeneralSecurityException {
    byte[] bigEndian = new byte[KEY_LENGTH];
    for (int i = 0; i < KEY_LENGTH; i++) bigEndian[i] = key[KEY_LENGTH - 1 - i];
    boolean xIsOdd = bigEndian[0] < 0;
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(xIsOdd, new BigInteger(1, bigEndian));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }
}
