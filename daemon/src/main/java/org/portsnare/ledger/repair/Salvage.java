package org.portsnare.ledger.repair;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/**
 * Copies what can be read of a damaged ledger. Ranges of rows are copied as a whole; a range that
 * cannot be read is halved, until only the damaged rows are left out.
 */
public final class Salvage {
  /** Tables, the most valuable first. */
  private static final String[] TABLES = {"allow", "ban", "meta", "said", "past"};

  /** Tables without row ids; their rows are found by the time that they are about. */
  private static final String[] HISTORY = {"hour", "day"};

  /** Maximum number of failed ranges per table; a file of mere noise is given up then. */
  private static final int MAX_FAILURES = 5_000;

  private final Connection connection;
  private final long maxId;
  private int failures;

  private Salvage(Connection connection, long maxId) {
    this.connection = connection;
    this.maxId = maxId;
  }

  /**
   * Copies the rows of {@code damaged} that can be read.
   *
   * @param maxId the largest possible id of a row
   * @return number of active bans that were copied
   */
  public static long bring(Path damaged, Connection fresh, long maxId) throws SQLException {
    Salvage salvage = new Salvage(fresh, maxId);
    try (PreparedStatement attach = fresh.prepareStatement("ATTACH DATABASE ? AS damaged")) {
      attach.setString(1, damaged.toString());
      attach.execute();
    } catch (SQLException e) {
      // Not even the first page can be read.
      return 0;
    }
    for (String table : TABLES) salvage.copy(table, "rowid");
    for (String table : HISTORY) salvage.copy(table, "at");
    try (Statement statement = fresh.createStatement()) {
      // These notes say that work was done; it must be done again.
      statement.executeUpdate(
          "DELETE FROM meta WHERE key IN ('bans', 'ladder', 'exempt-networks')");
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM ban")) {
        return row.getLong(1);
      }
    }
  }

  private void copy(String table, String key) throws SQLException {
    failures = 0;
    copy(table, key, 1, last(table, key));
  }

  /** The largest key; if it cannot be read, the largest possible one. */
  private long last(String table, String key) {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT max(" + key + ") FROM damaged." + table)) {
      return Math.min(row.getLong(1), maxId);
    } catch (SQLException e) {
      return maxId;
    }
  }

  private void copy(String table, String key, long first, long last) throws SQLException {
    if (first > last || failures > MAX_FAILURES) return;
    String sql =
        "INSERT OR IGNORE INTO main.%1$s SELECT * FROM damaged.%1$s WHERE %2$s BETWEEN %3$d AND %4$d"
            .formatted(table, key, first, last);
    // A new statement each time: after an error, the driver's statement is of no use any more.
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
      return;
    } catch (SQLException e) {
      if (e.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code) throw e;
      failures++;
    }
    if (first == last) return;
    long middle = first + (last - first) / 2;
    copy(table, key, first, middle);
    copy(table, key, middle + 1, last);
  }
}
