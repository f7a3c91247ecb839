package org.portsnare.imports.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.imports.ImportFile;
import org.portsnare.imports.ImportFormat;
import org.portsnare.imports.Recorded;
import org.portsnare.imports.source.ImportException;

/** The tables are those of fail2ban 1.0.2; an end-to-end test uses fail2ban's own database. */
final class Fail2banReaderTest {
  private static final String[] SCHEMA = {
    "CREATE TABLE fail2banDb(version INTEGER)",
    "CREATE TABLE jails(name TEXT NOT NULL UNIQUE, enabled INTEGER NOT NULL DEFAULT 1)",
    "CREATE TABLE bans(jail TEXT NOT NULL, ip TEXT, timeofban INTEGER NOT NULL, bantime INTEGER NOT"
        + " NULL, bancount INTEGER NOT NULL default 1, data JSON, FOREIGN KEY(jail) REFERENCES"
        + " jails(name) )",
    "CREATE TABLE bips(ip TEXT NOT NULL, jail TEXT NOT NULL, timeofban INTEGER NOT NULL, bantime"
        + " INTEGER NOT NULL, bancount INTEGER NOT NULL default 1, data JSON, PRIMARY KEY(ip,"
        + " jail), FOREIGN KEY(jail) REFERENCES jails(name) )",
  };
  private static final long NOW = Recorded.NOW.getEpochSecond();

  @TempDir private Path directory;

  private Path database(String... statements) throws SQLException {
    Path file = directory.resolve("fail2ban.sqlite3");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    }
    return file;
  }

  private static String bip(String ip, String jail, long agoSeconds, long bantime) {
    return "INSERT INTO bips VALUES ('%s', '%s', %d, %d, 1, '{}')"
        .formatted(ip, jail, NOW - agoSeconds, bantime);
  }

  private static String ban(String ip, String jail, long agoSeconds, long bantime) {
    return "INSERT INTO bans VALUES ('%s', '%s', %d, %d, 1, '{}')"
        .formatted(jail, ip, NOW - agoSeconds, bantime);
  }

  @Test
  void whatIsLeftOfEachBan() throws SQLException {
    Path file = database(SCHEMA);
    database(
        bip("203.0.113.1", "sshd", 600, 3_600),
        ban("203.0.113.1", "sshd", 600, 3_600),
        // The later end counts, from either table and any jail.
        bip("203.0.113.2", "sshd", 600, 3_600),
        bip("203.0.113.2", "recidive", 600, 864_000),
        ban("203.0.113.3", "old", 3_600, 3_600),
        bip("203.0.113.3", "old", 3_600, 3_600),
        ban("203.0.113.4", "sshd", 600, 3_600),
        bip("203.0.113.5", "for-ever", 99_999_999, -1),
        ban("203.0.113.5", "sshd", 0, 60),
        bip("2001:db8::1", "sshd", 60, 120),
        bip("192.0.2.0/24", "by-hand", 60, 120),
        bip("john", "users", 60, 120),
        ban("203.0.113.9", "sshd", 0, 99_999_999_999L));
    Recorded found = Recorded.read(file, ImportFormat.FAIL2BAN);
    assertThat(found.entries)
        .extracting(line -> line.substring(line.indexOf(' ') + 1))
        .containsExactlyInAnyOrder(
            "203.0.113.1 50m jail sshd",
            "203.0.113.2 14390m jail recidive",
            "203.0.113.4 50m jail sshd",
            "203.0.113.5 never jail for-ever",
            "2001:db8::1 1m jail sshd",
            "192.0.2.0/24 1m jail by-hand",
            "203.0.113.9 36500d jail sshd");
    assertThat(found.leftOut).containsExactly("ended already");
    assertThat(found.bad)
        .singleElement()
        .asString()
        .endsWith(": 'john' is not an IPv4 or IPv6 address or prefix");
  }

  @Test
  void databaseOfSomethingElse() throws SQLException {
    Path file = database("CREATE TABLE ban (id INTEGER)");
    assertThatThrownBy(() -> Recorded.read(file, ImportFormat.FAIL2BAN))
        .hasMessage("import file: it has no tables bans and bips, so it is not fail2ban's");
  }

  @Test
  void databaseBeforeBanTimes() throws SQLException {
    Path file =
        database("CREATE TABLE bans(jail TEXT, ip TEXT, timeofban INTEGER NOT NULL, data JSON)");
    assertThatThrownBy(() -> Recorded.read(file, ImportFormat.FAIL2BAN))
        .hasMessageContaining("before 0.11, which does not store how long a ban lasts");
  }

  @Test
  void damagedDatabase() throws Exception {
    Path file = database(SCHEMA);
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);
    assertThatThrownBy(
            () -> ImportFile.open(file, "name", null, List.of()).read(Recorded.NOW, new Recorded()))
        .isInstanceOf(ImportException.class)
        .hasMessageStartingWith("import name: SQLite says: ");
  }
}
