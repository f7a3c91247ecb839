package org.portsnare.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;

/** The ledger's file as SQLite opens it: its settings, its tables, and the note that it is open. */
final class Database {
  /** Maximum time to wait for another program's transaction. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String WAS_OPEN =
      "SELECT count(*) FROM meta WHERE key = 'open' AND value = '1'";
  private static final String OPEN = "REPLACE INTO meta VALUES ('open', '1')";
  private static final String CLOSED = "REPLACE INTO meta VALUES ('open', '0')";

  private Database() {}

  /** Refuses all but a regular file: SQLite follows links, and waits for a writer of a pipe. */
  static void requireRegular(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return;
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return;
    String kind = Files.isSymbolicLink(file) ? "a symbolic link" : "no regular file";
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) kind = "a directory";
    throw new LedgerException("open the ledger " + file + ": it is " + kind, null, false, false);
  }

  /** Whether there is a write-ahead log that is not empty. */
  static boolean hasLog(Path file) {
    try {
      return Files.size(file.resolveSibling(file.getFileName() + "-wal")) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Notes that the file was closed properly. */
  static void noteClosed(Connection connection) throws SQLException {
    atOnce(connection, CLOSED);
  }

  /** Runs statements outside of any transaction. */
  static void atOnce(Connection connection, String... statements) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  static Connection connect(Path file, boolean readOnly) throws SQLException {
    return connect(file, readOnly, PATIENCE);
  }

  static Connection connect(Path file, boolean readOnly, Duration patience) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // Every commit reaches the disk: a ban survives a power cut. Commits are batched instead.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout((int) patience.toMillis());
    config.setCacheSize(-4_000);
    config.setReadOnly(readOnly);
    // Nobody asks for them, and the driver would prepare one more statement for each insert.
    config.setGetGeneratedKeys(false);
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  /** Makes or upgrades the tables; returns whether the last run did not close the file properly. */
  static boolean prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = statement.executeQuery("PRAGMA user_version").getInt(1);
      if (version > Schema.VERSION) {
        throw new SQLException(
            "it was written by a newer Portsnare (version " + version + " of its tables)");
      }
      connection.setAutoCommit(false);
      if (version == 0) {
        for (String sql : Schema.CREATE) statement.execute(sql);
      }
      if (version < 2) {
        for (String sql : Schema.VERSION_2) statement.execute(sql);
      }
      if (version < 3) {
        for (String sql : Schema.VERSION_3) statement.execute(sql);
      }
      if (version < 4) {
        for (String sql : Schema.VERSION_4) statement.execute(sql);
        statement.execute("PRAGMA user_version = " + Schema.VERSION);
      }
      boolean wasOpen = ActiveBans.number(connection, WAS_OPEN) != 0;
      // A file that cannot be written is found now, too.
      if (wasOpen) connection.commit();
      statement.execute(OPEN);
      // Reads a page of each table, so that a damaged file is found now and not at the first ban.
      statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      statement.executeQuery("SELECT * FROM ban ORDER BY id DESC LIMIT 1").close();
      statement.executeQuery("SELECT * FROM allow LIMIT 1").close();
      // A full disk has no room to write again what is in the file already.
      if (wasOpen) connection.rollback();
      else connection.commit();
      return wasOpen;
    }
  }
}
