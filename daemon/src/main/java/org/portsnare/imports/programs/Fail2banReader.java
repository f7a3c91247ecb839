package org.portsnare.imports.programs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.Source;
import org.sqlite.SQLiteConfig;

/**
 * fail2ban's database, as {@code fail2ban/server/database.py} of version 0.11 and later creates it.
 * Table {@code bips} has one ban per address and jail, {@code bans} has all bans; a ban that has
 * ended stays in both for a while. If an address has several bans, the one that ends last counts.
 */
public final class Fail2banReader {
  private static final String BANS =
      """
      SELECT ip, jail, until FROM (
        SELECT ip, jail,
          max(CASE WHEN bantime < 0 THEN 9e15 ELSE timeofban + bantime END) AS until
        FROM (TABLES) WHERE ip IS NOT NULL GROUP BY ip)
      ORDER BY ip
      """;

  private static final double FOR_EVER = 9e15;

  private Fail2banReader() {}

  public static void read(Source source, Instant now, Findings findings) {
    if (source.compressed()) {
      throw new ImportException("it is a compressed database; gunzip it, and import the result");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + source.file(), config.toProperties())) {
      String sql = BANS.replace("TABLES", tables(connection));
      try (PreparedStatement statement = connection.prepareStatement(sql);
          ResultSet rows = statement.executeQuery()) {
        for (long number = 1; rows.next(); number++) row(number, rows, now, findings);
      }
    } catch (SQLException e) {
      throw new ImportException("SQLite says: " + e.getMessage(), e);
    }
  }

  private static String tables(Connection connection) throws SQLException {
    Set<String> bans = columns(connection, "bans");
    Set<String> bips = columns(connection, "bips");
    if (bans.isEmpty() && bips.isEmpty()) {
      throw new ImportException("it has no tables bans and bips, so it is not fail2ban's");
    }
    if (!bans.isEmpty() && !bans.contains("bantime")) {
      throw new ImportException(
          "it is from fail2ban before 0.11, which does not store how long a ban lasts");
    }
    String select = "SELECT ip, jail, timeofban, bantime FROM ";
    if (bips.isEmpty()) return select + "bans";
    if (bans.isEmpty()) return select + "bips";
    return select + "bips UNION ALL " + select + "bans";
  }

  private static Set<String> columns(Connection connection, String table) throws SQLException {
    Set<String> columns = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
      while (rows.next()) columns.add(rows.getString("name"));
    }
    return columns;
  }

  private static void row(long number, ResultSet row, Instant now, Findings findings)
      throws SQLException {
    double until = row.getDouble(3);
    Instant end = until >= FOR_EVER ? null : Instant.ofEpochSecond((long) Math.max(0, until));
    if (end != null && !end.isAfter(now)) {
      findings.leftOut(number, "ended already");
      return;
    }
    String ip = row.getString(1);
    try {
      Lifetime left = end == null ? Lifetime.FOREVER : Entry.until(end, now);
      findings.entry(
          new Entry(number, Prefix.parseGiven(ip), Optional.of(left), "jail " + row.getString(2)));
    } catch (IllegalArgumentException e) {
      findings.bad(number, String.valueOf(e.getMessage()));
    }
  }
}
