package org.portsnare.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Whether a directory holds what the owner of a key has published. */
public final class Verification {
  private Verification() {}

  /**
   * Verifies the signatures of the manifest, and every file by the manifest.
   *
   * @param keyFile the public key, from a place that is trusted
   * @param report gets a line a file that is as it was published
   * @throws SigningException with the first thing that is wrong
   */
  public static void run(Path directory, Path keyFile, Consumer<String> report) {
    VerifyingKey key = key(keyFile);
    String manifest = text(directory.resolve(Manifest.FILE));
    Path signify = directory.resolve(Manifest.SIGNIFY);
    String signed = text(signify);
    in(signify, () -> Signatures.verifySignify(key, signed, manifest));
    Path minisign = directory.resolve(Manifest.MINISIGN);
    String signatures = text(minisign);
    in(minisign, () -> Signatures.verifyMinisign(key, signatures, manifest));
    Map<String, byte[]> digests = Manifest.parse(manifest);
    digests.forEach((name, digest) -> verify(directory.resolve(name), digest, report));
  }

  private static void in(Path file, Runnable check) {
    try {
      check.run();
    } catch (SigningException e) {
      throw new SigningException(file + ": " + e.getMessage(), e);
    }
  }

  private static void verify(Path file, byte[] digest, Consumer<String> report) {
    try {
      if (!Arrays.equals(Manifest.digest(file), digest)) {
        throw new SigningException(file + " is not the file that was signed");
      }
      report.accept(file.getFileName() + ": OK");
    } catch (NoSuchFileException e) {
      throw new SigningException(file + " is missing", e);
    } catch (IOException e) {
      throw new SigningException("cannot read " + Why.of(e), e);
    }
  }

  private static VerifyingKey key(Path file) {
    String text = text(file);
    try {
      return VerifyingKey.parse(text);
    } catch (SigningException e) {
      throw new SigningException("public key " + file + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new SigningException("there is no file " + file, e);
    } catch (IOException e) {
      throw new SigningException("cannot read " + Why.of(e), e);
    }
  }
}
