package org.portsnare.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.text.Visible;

/** Verifies that the owner of a key has published the files in a directory. */
public final class Verification {
  /** Maximum size of a manifest, a signature or a key, in bytes. */
  private static final long MAX_TEXT = 1 << 20;

  private static final int MAX_STRANGERS = 100;

  private Verification() {}

  /**
   * Verifies the signatures of the manifest, and the checksum of every file.
   *
   * @param keyFile the public key, from a trusted place
   * @param maxAge maximum age of the signature; null for any age
   * @param report gets a line for each file, and the time of signing
   * @throws SigningException with the first problem
   */
  public static void run(
      Path directory, Path keyFile, @Nullable Duration maxAge, Consumer<String> report) {
    VerifyingKey key = key(keyFile);
    String manifest = text(directory.resolve(Manifest.FILE));
    Path signify = directory.resolve(Manifest.SIGNIFY);
    String signed = text(signify);
    in(signify, () -> Signatures.verifySignify(key, signed, manifest));
    Path minisign = directory.resolve(Manifest.MINISIGN);
    String signatures = text(minisign);
    in(minisign, () -> Signatures.verifyMinisign(key, signatures, manifest));
    Instant at = Signatures.minisignTime(signatures);
    in(minisign, () -> requireYoung(at, maxAge));
    Map<String, byte[]> digests = Manifest.parse(manifest);
    digests.forEach((name, digest) -> verify(directory.resolve(name), digest, report));
    for (String name : strangers(directory, digests.keySet())) {
      report.accept(name + ": not in the manifest, so not signed");
    }
    report.accept("signed at " + at + " with " + keyFile + origin(directory, keyFile));
  }

  private static void requireYoung(Instant at, @Nullable Duration maxAge) {
    if (maxAge == null || at.plus(maxAge).isAfter(Instant.now())) return;
    throw new SigningException(
        "it was signed at "
            + at
            + ", which is older than "
            + new Lifetime(maxAge.toMillis())
            + ": perhaps an old publication replaced a newer one");
  }

  /** Files in the directory that the manifest does not name, except its own files. */
  private static List<String> strangers(Path directory, Set<String> signed) {
    Set<String> known = new HashSet<>(signed);
    known.addAll(List.of(Manifest.FILE, Manifest.SIGNIFY, Manifest.MINISIGN, Manifest.PUBLIC_KEY));
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !known.contains(name))
          .map(Visible::of)
          .sorted()
          .limit(MAX_STRANGERS)
          .toList();
    } catch (IOException e) {
      throw new SigningException("cannot read " + Why.of(e), e);
    }
  }

  /** A warning for a key from the same directory: it only proves that all files have one signer. */
  private static String origin(Path directory, Path keyFile) {
    try {
      boolean same = Files.isSameFile(keyFile.toAbsolutePath().getParent(), directory);
      return same ? ", a key from the same directory: get it from its owner" : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void in(Path file, Runnable check) {
    try {
      check.run();
    } catch (SigningException e) {
      throw new SigningException(file + ": " + e.getMessage(), e);
    }
  }

  private static void verify(Path file, byte[] digest, Consumer<String> report) {
    requireRegular(file);
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

  /** Reading a pipe may never start, and reading a device may never end. */
  private static void requireRegular(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new SigningException(file + " is not a regular file");
    }
  }

  private static String text(Path file) {
    requireRegular(file);
    try {
      if (Files.size(file) > MAX_TEXT) throw new SigningException(file + " is larger than 1 MiB");
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new SigningException("there is no file " + file, e);
    } catch (IOException e) {
      throw new SigningException("cannot read " + Why.of(e), e);
    }
  }
}
