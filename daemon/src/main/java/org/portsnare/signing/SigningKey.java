package org.portsnare.signing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.files.SafeDirectory;

/**
 * An Ed25519 secret key (RFC 8032) in the file format of {@code signify}, without a passphrase, as
 * {@code signify -G -n} makes it, because a daemon cannot ask for one.
 *
 * <pre>
 *   "Ed" | "BK" | rounds, u32: 0 | salt, 16 | first 8 of SHA-512 of the key | key id, 8 | seed, 32 | public key, 32
 * </pre>
 */
public final class SigningKey {
  private static final int SEED_LENGTH = 32;
  private static final int SALT_LENGTH = 16;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int ROUNDS_AT = 4;
  private static final int CHECKSUM_AT = ROUNDS_AT + 4 + SALT_LENGTH;
  private static final int ID_AT = CHECKSUM_AT + CHECKSUM_LENGTH;
  private static final int SEED_AT = ID_AT + VerifyingKey.ID_LENGTH;
  private static final int LENGTH = SEED_AT + SEED_LENGTH + VerifyingKey.KEY_LENGTH;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final byte[] seed;
  private final VerifyingKey verifyingKey;

  private SigningKey(byte[] seed, VerifyingKey verifyingKey) {
    this.seed = seed;
    this.verifyingKey = verifyingKey;
  }

  /** The file of the secret key. */
  public static Path secretFile(Path stateDir) {
    return stateDir.resolve("publish.sec");
  }

  /** The file of the public key. */
  public static Path publicFile(Path stateDir) {
    return stateDir.resolve("publish.pub");
  }

  /**
   * Creates a pair of keys; only the owner may read the secret key.
   *
   * @throws SigningException if there is a file already, or it cannot be written
   */
  public static void generate(Path stateDir) {
    Path secretFile = secretFile(stateDir);
    Path publicFile = publicFile(stateDir);
    try {
      Files.createDirectories(
          stateDir,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      SafeDirectory.require(stateDir);
      if (Files.exists(publicFile)) throw new FileAlreadyExistsException(publicFile.toString());
      SigningKey key = generate();
      writeNew(secretFile, key.text(), OWNER_ONLY);
      writeNew(publicFile, key.verifyingKey.text(), PosixFilePermissions.fromString("rw-r--r--"));
    } catch (FileAlreadyExistsException e) {
      throw new SigningException(
          e.getFile()
              + " exists already and is kept; users of its public key would not trust a new key",
          e);
    } catch (IOException e) {
      throw new SigningException("cannot write the keys to " + stateDir + ": " + Why.of(e), e);
    }
  }

  private static void writeNew(Path file, String text, Set<PosixFilePermission> permissions)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(permissions))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
    // Sets the permissions whatever the umask is. No link is followed, because root also writes
    // here, in a directory of the service's user.
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setPermissions(permissions);
  }

  static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      byte[] id = new byte[VerifyingKey.ID_LENGTH];
      new SecureRandom().nextBytes(id);
      return new SigningKey(seed, new VerifyingKey(id, encode((EdECPublicKey) pair.getPublic())));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has Ed25519", e);
    }
  }

  /** As in RFC 8032, 5.1.2: y, little-endian, with the lowest bit of x as the highest bit. */
  private static byte[] encode(EdECPublicKey key) {
    byte[] bigEndian = key.getPoint().getY().toByteArray();
    byte[] encoded = new byte[VerifyingKey.KEY_LENGTH];
    for (int i = 0; i < encoded.length && i < bigEndian.length; i++) {
      encoded[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (key.getPoint().isXOdd()) encoded[encoded.length - 1] |= (byte) 0x80;
    return encoded;
  }

  /**
   * Reads the secret key; null if there is none.
   *
   * @throws SigningException if it cannot be used, or others may read it
   */
  public static @Nullable SigningKey read(Path stateDir) {
    Path file = secretFile(stateDir);
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new SigningException("it is not a regular file");
      }
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new SigningException(
            "others may read the secret key " + file + "; chmod 600 it, or create a new one");
      }
      return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return null;
    } catch (SigningException e) {
      throw new SigningException("secret key " + file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SigningException("cannot read the secret key " + file + ": " + Why.of(e), e);
    }
  }

  static SigningKey parse(String text) {
    byte[] fields = VerifyingKey.fields(text, LENGTH, "secret key");
    if (ByteBuffer.wrap(fields).getInt(ROUNDS_AT) != 0) {
      throw new SigningException("it has a passphrase, which a daemon cannot ask for");
    }
    byte[] key = Arrays.copyOfRange(fields, SEED_AT, LENGTH);
    byte[] checksum = Arrays.copyOfRange(fields, CHECKSUM_AT, ID_AT);
    if (!Arrays.equals(checksum, checksum(key))) {
      throw new SigningException("it is damaged: its checksum is wrong");
    }
    return new SigningKey(
        Arrays.copyOf(key, SEED_LENGTH),
        new VerifyingKey(
            Arrays.copyOfRange(fields, ID_AT, SEED_AT),
            Arrays.copyOfRange(key, SEED_LENGTH, key.length)));
  }

  /** The text of the file, as {@link #parse} and {@code signify} read it. */
  String text() {
    byte[] key =
        ByteBuffer.allocate(SEED_LENGTH + VerifyingKey.KEY_LENGTH)
            .put(seed)
            .put(verifyingKey.key())
            .array();
    byte[] fields =
        ByteBuffer.allocate(LENGTH)
            .put(VerifyingKey.ALGORITHM)
            .put("BK".getBytes(StandardCharsets.US_ASCII))
            .putInt(0)
            .put(new byte[SALT_LENGTH])
            .put(checksum(key))
            .put(verifyingKey.id())
            .put(key)
            .array();
    return VerifyingKey.COMMENT
        + "portsnare secret key\n"
        + Base64.getEncoder().encodeToString(fields)
        + "\n";
  }

  private static byte[] checksum(byte[] key) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(key), CHECKSUM_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-512", e);
    }
  }

  VerifyingKey verifyingKey() {
    return verifyingKey;
  }

  /** The Ed25519 signature of the message itself, 64 bytes. */
  byte[] sign(byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new SigningException("signing failed: " + e.getMessage(), e);
    }
  }
}
