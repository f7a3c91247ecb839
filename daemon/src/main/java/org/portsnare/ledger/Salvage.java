package org.portsnare.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/**
 * Copies what can be read of a damaged ledger. Ranges of rows are copied as a whole; a range that
 * cannot be read is halved, until only the damaged rows are left out.
 */
final class Salvage {
  /** Tables, the most valuable first. */
  private static final String[] TABLES = {"allow", "ban", "meta", "said", "past"};

  /** Maximum number of failed ranges per table; a file of mere noise is given up then. */
  private static final int MAX_FAILURES = 5_000;

  private final Connection connection;
  private int failures;

  private Salvage(Connection connection) {
    this.connection = connection;
  }

  /**
   * Copies the rows of {@code damaged} that can be read.
   *
   * @return number of active bans that were copied
   */
  static long bring(Path damaged, Connection fresh) throws SQLException {
    Salvage salvage = new Salvage(fresh);
    try (PreparedStatement attach = fresh.prepareStatement("ATTACH DATABASE ? AS damaged")) {
      attach.setString(1, damaged.toString());
      attach.execute();
    } catch (SQLException e) {
      // Not even the first page can be read.
      return 0;
    }
    for (String table : TABLES) salvage.copy(table);
    try (Statement statement = fresh.createStatement()) {
      // These notes say that work was done; it must be done again.
      statement.executeUpdate(
          "DELETE FROM meta WHERE key IN ('bans', 'ladder', 'exempt-networks')");
    }
    return ActiveBans.number(fresh, "SELECT count(*) FROM ban");
  }

  private void copy(String table) throws SQLException {
    failures = 0;
    copy(table, 1, last(table));
  }

  /** The largest row id; if it cannot be read, the largest possible one. */
  private long last(String table) {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT max(rowid) FROM damaged." + table)) {
      return Math.min(row.getLong(1), PrefixIndex.MAX_ID);
    } catch (SQLException e) {
      return PrefixIndex.MAX_ID;
    }
  }

  private void copy(String table, long first, long last) throws SQLException {
    if (first > last || failures > MAX_FAILURES) return;
    String sql =
        "INSERT OR IGNORE INTO main.%1$s SELECT * FROM damaged.%1$s WHERE rowid BETWEEN %2$d AND %3$d"
            .formatted(table, first, last);
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
    copy(table, first, middle);
    copy(table, middle + 1, last);
  }
}
