package org.portsnare.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class VerificationTest {
  @TempDir private Path directory;

  @BeforeEach
  void sign() throws IOException, NoSuchAlgorithmException {
    SigningKey.generate(directory);
    Map<String, byte[]> digests = new LinkedHashMap<>();
    for (String name : List.of("one.txt", "two.txt")) {
      byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
      Files.write(directory.resolve(name), content);
      digests.put(name, MessageDigest.getInstance("SHA-512").digest(content));
    }
    write(Manifest.of(digests));
  }

  private void write(String manifest) throws IOException {
    SigningKey key = SigningKey.read(directory);
    assertThat(key).isNotNull();
    Files.writeString(directory.resolve("SHA512"), manifest);
    for (var file : Manifest.signed(key, manifest, Instant.EPOCH).entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }

  private List<String> verify() {
    List<String> lines = new ArrayList<>();
    Verification.run(directory, SigningKey.publicFile(directory), null, lines::add);
    return lines.stream().filter(line -> line.endsWith(": OK")).toList();
  }

  private List<String> report(Path key, Duration maxAge) {
    List<String> lines = new ArrayList<>();
    Verification.run(directory, key, maxAge, lines::add);
    return lines;
  }

  /** A replayed publication is signed, too: its date is reported, and may be refused. */
  @Test
  void saysWhenItWasSignedAndByWhoseKey(@TempDir Path elsewhere) throws IOException {
    Path key = elsewhere.resolve("publish.pub");
    Files.copy(SigningKey.publicFile(directory), key);
    assertThat(report(key, null)).last().isEqualTo("signed at 1970-01-01T00:00:00Z with " + key);
    assertThat(report(SigningKey.publicFile(directory), null))
        .last()
        .asString()
        .contains("a key from the same directory");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> report(key, Duration.ofDays(2)))
        .withMessageContaining("signed at 1970-01-01T00:00:00Z, which is older than 2d");
    assertThat(report(key, Duration.ofDays(36_000))).isNotEmpty();
  }

  @Test
  void namesWhatNobodyHasSigned() throws IOException {
    Files.writeString(directory.resolve("three.txt"), "");
    Files.writeString(directory.resolve("evil\u001b[2J.txt"), "");
    assertThat(report(SigningKey.publicFile(directory), null))
        .contains(
            "three.txt: not in the manifest, so not signed",
            "evil\\x1b[2J.txt: not in the manifest, so not signed");
  }

  /** Reading a pipe never starts, and reading a device never ends. */
  @Test
  @Timeout(20)
  void whatIsNoRegularFileIsRefused() throws IOException, InterruptedException {
    for (String name :
        List.of("one.txt", "SHA512", "SHA512.sig", "SHA512.minisig", "publish.pub")) {
      Path file = directory.resolve(name);
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("/dev/zero"));
      refused(name + " endless");
      Files.delete(file);
      assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
      refused(name + " a pipe");
      Files.delete(file);
      Files.write(file, good);
    }
    Files.write(directory.resolve("SHA512"), new byte[2 << 20]);
    refused("SHA512 larger than any manifest");
  }

  private void refused(String why) {
    assertThatExceptionOfType(SigningException.class)
        .as(why)
        .isThrownBy(this::verify)
        .withMessageContaining(directory.toString());
  }

  @Test
  void whatWasSignedIsVerified() {
    assertThat(verify()).containsExactly("one.txt: OK", "two.txt: OK");
  }

  @Test
  void everyBitOfTheFilesCounts() throws IOException {
    for (String name : List.of("one.txt", "two.txt", "SHA512")) {
      Path file = directory.resolve(name);
      byte[] good = Files.readAllBytes(file);
      for (int bit = 0; bit < 8 * good.length; bit += 5) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, bad);
        refused(name + " bit " + bit);
      }
      Files.write(file, good);
    }
    assertThat(verify()).hasSize(2);
  }

  @Test
  void everyByteOfSignaturesAndKeyCounts() throws IOException {
    eachByte("SHA512.sig", 1);
    eachByte("SHA512.minisig", 1);
    eachByte("SHA512.minisig", 3);
    eachByte("publish.pub", 1);
    Path file = directory.resolve("SHA512.minisig");
    Files.writeString(file, Files.readString(file).replace("timestamp:0", "timestamp:1"));
    refused("trusted comment");
  }

  private void eachByte(String name, int line) throws IOException {
    Path file = directory.resolve(name);
    String good = Files.readString(file);
    String[] lines = good.split("\n", -1);
    byte[] fields = Base64.getDecoder().decode(lines[line]);
    for (int at = 0; at < fields.length; at++) {
      byte[] bad = fields.clone();
      bad[at] ^= 16;
      lines[line] = Base64.getEncoder().encodeToString(bad);
      Files.writeString(file, String.join("\n", lines));
      refused(name + " line " + line + " byte " + at);
    }
    Files.writeString(file, good);
    assertThat(verify()).hasSize(2);
  }

  @Test
  void whatIsMissingOrCutShortIsRefused() throws IOException {
    for (String name : List.of("one.txt", "SHA512", "SHA512.sig", "SHA512.minisig")) {
      Path file = directory.resolve(name);
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);
      refused(name + " missing");
      Files.write(file, new byte[0]);
      refused(name + " empty");
      Files.write(file, good);
    }
  }

  @Test
  void signedNamesStayInTheDirectory() throws IOException {
    write("SHA512 (../secret) = " + "0".repeat(128) + "\n");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(this::verify)
        .withMessageContaining("is not the checksum of a file");
  }

  @Test
  void keysAreNeverOverwritten() throws IOException {
    byte[] secret = Files.readAllBytes(SigningKey.secretFile(directory));
    byte[] open = Files.readAllBytes(SigningKey.publicFile(directory));
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> SigningKey.generate(directory))
        .withMessageContaining("exists already and is kept");
    Files.delete(SigningKey.publicFile(directory));
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> SigningKey.generate(directory));
    assertThat(SigningKey.secretFile(directory)).hasBinaryContent(secret);
    assertThat(SigningKey.publicFile(directory)).doesNotExist();
    Files.write(SigningKey.publicFile(directory), open);
    assertThat(verify()).hasSize(2);
  }

  @Test
  void secretKeyIsItsOwnersAlone() throws IOException {
    Path secret = SigningKey.secretFile(directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> SigningKey.read(directory))
        .withMessageContaining("others may read the secret key")
        .withMessageContaining("chmod 600");
  }

  @Test
  void damagedSecretKeyIsRefused() throws IOException {
    Path secret = SigningKey.secretFile(directory);
    String[] lines = Files.readString(secret).split("\n", -1);
    byte[] fields = Base64.getDecoder().decode(lines[1]);
    assertThat(fields).hasSize(104);
    for (int at : new int[] {0, 1, 7, 24, 40, 71, 72, 103}) {
      byte[] bad = fields.clone();
      bad[at] ^= 1;
      String text = lines[0] + "\n" + Base64.getEncoder().encodeToString(bad) + "\n";
      assertThatExceptionOfType(SigningException.class)
          .as("byte " + at)
          .isThrownBy(() -> SigningKey.parse(text));
    }
  }

  @Test
  void noKeyIsNoError() throws IOException {
    Files.delete(SigningKey.secretFile(directory));
    assertThat(SigningKey.read(directory)).isNull();
  }
}
