package org.portsnare.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.imports.source.ImportException;

/** Files in other formats are named; gzip files are decompressed first. */
final class FormatDetectorTest {
  private static final String LIST = "203.0.113.7\n2001:db8::1 # c\n";

  @TempDir private Path directory;
  private Written file;

  @BeforeEach
  void file() {
    file = new Written(directory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "<html><head>               ! a web page or XML",
        "<ipsets>                   ! the output of ipset list -o xml",
        "*filter                    ! rules of iptables",
        "-A INPUT -s 1.2.3.4/32 -j DROP ! rules of iptables",
        "Chain INPUT (policy ACCEPT) ! rules of iptables",
        "+----+--------+            ! the table output of cscli",
        "No active decisions        ! the table output of cscli",
        "Status for the jail: sshd  ! the output of fail2ban-client",
        "1764000000|100|4|203.0.113.7 ! sshguard's blacklist",
        "ALL: 203.0.113.7           ! hosts.deny",
        "sshd : 203.0.113.7 : deny  ! hosts.deny",
        "deny 203.0.113.7;          ! rules of nginx",
        "Require not ip 203.0.113.7 ! rules of Apache",
        "Some Org:203.0.113.0-203.0.113.255 ! a list of PeerGuardian",
        "127.0.0.1 localhost        ! a hosts file, which has names",
        "0.0.0.0 ads.example.org    ! a hosts file, which has names",
        "203.0.113.1,NL,100         ! a table without a heading",
        "1,cscli,Ip:203.0.113.1,s   ! the output of cscli decisions list -o raw without its first",
        "/ip firewall address-list  ! a script of MikroTik",
        "id,scope,value,reason,country,as,decisions,created_at ! the output of cscli alerts list -o"
            + " raw",
      })
  void namesWhatItLooksLike(String line, String what) throws IOException {
    file.assertRefused("# c\n\n" + line + "\n", "it looks like " + what);
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b, it is compressed",
    "fd377a585a00, it is compressed with xz",
    "425a6839, it is compressed with bzip2",
    "28b52ffd, it is compressed with zstd",
    "504b0304, it is a zip archive",
    "fffe3100, it is text in UTF-16",
    "d4c3b2a1, it is a packet capture",
    "0a0d0d0a, it is a packet capture",
  })
  void namesWhatIsNoText(String magic, String what) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(magic);
    Written.assertRefused(file.bytes(magic.equals("1f8b") ? Written.gzip(bytes) : bytes), what);
  }

  @Test
  void gzipOfEachFormat() throws IOException {
    for (String sample : new String[] {"decisions.json", "portsentry.blocked.tcp"}) {
      Path plain = Recorded.sample(sample);
      ImportFormat format = ImportFile.open(plain, "f", null, List.of()).format();
      Recorded expected = Recorded.read(plain, format);
      Path compressed = file.bytes(Written.gzip(Files.readAllBytes(plain)));
      assertThat(Recorded.read(compressed, format).entries).isEqualTo(expected.entries);
    }
    Path list = file.bytes(Written.gzip(("\ufeff" + LIST).getBytes(StandardCharsets.UTF_8)));
    assertThat(Recorded.read(list, ImportFormat.LIST).entries)
        .containsExactly("1 203.0.113.7 - ", "2 2001:db8::1 - ");
  }

  @Test
  void gzipThatIsCutOffOrDamaged() throws IOException {
    byte[] bytes = Written.gzip(LIST.getBytes(StandardCharsets.UTF_8));
    Written.assertRefused(
        file.bytes(Arrays.copyOf(bytes, bytes.length - 4)),
        "its compressed data is damaged or cut off");
    Written.assertRefused(file.bytes(Arrays.copyOf(bytes, 5)), "its compressed data is damaged");
    bytes[bytes.length - 6] ^= 1;
    Written.assertRefused(file.bytes(bytes), "its compressed data is damaged or cut off");
  }

  @Test
  void gzipBombEndsEarly() throws IOException {
    byte[] line = "203.0.113.7\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    byte[] lines = new byte[line.length * 60];
    for (int i = 0; i < 60; i++) System.arraycopy(line, 0, lines, i * line.length, line.length);
    Path bomb = file.bytes(Written.gzip(lines));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> Written.assertRefused(bomb, "it has more than 1", new String[0]));
    Written.assertRefused(
        file.bytes(Written.gzip(new byte[1 << 20])), "it is neither text nor a database");
  }

  @Test
  void compressedDatabase() throws IOException {
    byte[] sqlite = Arrays.copyOf("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII), 4_096);
    Written.assertRefused(
        file.bytes(Written.gzip(sqlite)), "it is a compressed database; gunzip it, and import");
  }

  @Test
  void endlessLineIsOneBadLine() throws IOException {
    Recorded found = file.read("1".repeat(5_000_000) + "\n" + LIST, ImportFormat.LIST);
    assertThat(found.bad).containsExactly("1: it is too long");
    assertThat(found.entries).hasSize(2);
  }

  @Test
  void formatThatIsSaidButNotThere() throws IOException {
    Path list = file.text(LIST);
    for (ImportFormat format : ImportFormat.values()) {
      if (format == ImportFormat.LIST) continue;
      Recorded recorded = new Recorded();
      try {
        ImportFile.open(list, "name", format, List.of()).read(Recorded.NOW, recorded);
        assertThat(recorded.entries).as(format.label()).isEmpty();
      } catch (ImportException e) {
        assertThat(e.getMessage()).startsWith("import name: ").doesNotContain("\n");
      }
    }
    assertThatThrownBy(() -> ImportFile.open(directory, "name", null, List.of()))
        .isInstanceOf(ImportException.class);
  }
}
