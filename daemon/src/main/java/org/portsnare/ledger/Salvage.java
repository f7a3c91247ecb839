package org.portsnare.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/**
 * Reads a damaged ledger as far as that goes: ranges of rows are copied whole, and one that cannot
 * be read is halved until the rows that are lost stand alone.
 */
final class Salvage {
  /** In the order in which they are worth most. */
  private static final String[] TABLES = {"allow", "ban", "meta", "said", "past"};

  /** Ranges that may fail in one table; a file that is all noise is given up then. */
  private static final int MAX_FAILURES = 5_000;

  private final Connection connection;
  private int failures;

  private Salvage(Connection connection) {
    this.connection = connection;
  }

  /**
   * Copies the rows of {@code damaged} that can be read.
   *
   * @return how many active bans those were
   */
  static long bring(Path damaged, Connection fresh) throws SQLException {
    Salvage salvage = new Salvage(fresh);
    try (PreparedStatement attach = fresh.prepareStatement("ATTACH DATABASE ? AS damaged")) {
      attach.setString(1, damaged.toString());
      attach.execute();
    } catch (SQLException e) {
      // Not even its first page makes sense.
      return 0;
    }
    for (String table : TABLES) salvage.copy(table);
    try (Statement statement = fresh.createStatement()) {
      // What they say was done is to be done again.
      statement.executeUpdate(
          "DELETE FROM meta WHERE key IN ('bans', 'ladder', 'exempt-networks')");
    }
    return ActiveBans.number(fresh, "SELECT count(*) FROM ban");
  }

  private void copy(String table) throws SQLException {
    failures = 0;
    copy(table, 1, last(table));
  }

  /** The largest row id; if that cannot be read, the largest that there may be. */
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
    // A new one each time: after an error the driver's is of no use any more.
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
