package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;

/**
 * New rows of the table {@code ban} that wait to be written together. One statement for many rows
 * costs a fifth of one statement per row. Values that all rows share are bound once.
 */
final class InsertBuffer {
  /** Number of rows in one statement. */
  private static final int ROWS = 100;

  /** Number of columns that are bound once for all rows: {@code ?1} to {@code ?9}. */
  private static final int SHARED = 9;

  private static final String INTO =
      "INSERT INTO ban (trigger, evidence, protocol, interface, reason, fixed, nth, ipv6, length,"
          + " id, prefix, since, expires, port, hits, dropped, packet) VALUES ";

  private static final int OWN = 8;

  private final PreparedStatement one;
  private final PreparedStatement many;
  private final List<Row> rows = new ArrayList<>(ROWS);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(long id, Ban ban, byte @Nullable [] packet) {
    boolean isLike(Row other) {
      Ban a = ban;
      Ban b = other.ban;
      return a.trigger() == b.trigger()
          && a.evidence() == b.evidence()
          && a.protocol().equals(b.protocol())
          && a.interfaceName().equals(b.interfaceName())
          && a.reason().equals(b.reason())
          && a.fixed() == b.fixed()
          && a.nth() == b.nth()
          && a.prefix().ipv6() == b.prefix().ipv6()
          && a.prefix().length() == b.prefix().length();
    }
  }

  InsertBuffer(Connection connection) throws SQLException {
    one = connection.prepareStatement(INTO + values(1));
    many = connection.prepareStatement(INTO + values(ROWS));
  }

  private static String values(int rows) {
    StringBuilder values = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      values.append(row == 0 ? "(" : ", (");
      for (int shared = 1; shared <= SHARED; shared++)
        values.append('?').append(shared).append(", ");
      for (int own = 1; own <= OWN; own++) {
        values.append(own == 1 ? "?" : ", ?").append(SHARED + row * OWN + own);
      }
      values.append(')');
    }
    return values.toString();
  }

  /**
   * Adds a row. Writes the rows that wait if they fill a statement, or if they do not share their
   * values with this one.
   */
  void add(long id, Ban ban, byte @Nullable [] packet) throws SQLException {
    Row row = new Row(id, ban, packet);
    if (!rows.isEmpty() && !row.isLike(rows.getFirst())) flush();
    rows.add(row);
    if (rows.size() == ROWS) flush();
  }

  /** The prefix of a row that waits; null if that row does not wait. */
  @Nullable Prefix waiting(long id) {
    if (rows.isEmpty()) return null;
    long place = id - rows.getFirst().id;
    return place < 0 || place >= rows.size() ? null : rows.get((int) place).ban.prefix();
  }

  /** Writes the rows that wait. */
  void flush() throws SQLException {
    if (rows.isEmpty()) return;
    try {
      if (rows.size() == ROWS) write(many, rows);
      else for (Row row : rows) write(one, List.of(row));
    } finally {
      rows.clear();
    }
  }

  /** Forgets the rows that wait. */
  void clear() {
    rows.clear();
  }

  private static void write(PreparedStatement statement, List<Row> rows) throws SQLException {
    Ban first = rows.getFirst().ban;
    statement.setString(1, first.trigger().label());
    statement.setString(2, first.evidence().label());
    statement.setString(3, first.protocol());
    statement.setString(4, first.interfaceName());
    statement.setString(5, first.reason());
    statement.setInt(6, first.fixed() ? 1 : 0);
    statement.setInt(7, first.nth());
    statement.setInt(8, first.prefix().ipv6() ? 1 : 0);
    statement.setInt(9, first.prefix().length());
    int parameter = SHARED + 1;
    for (Row row : rows) {
      bind(statement, parameter, row);
      parameter += OWN;
    }
    statement.executeUpdate();
  }

  private static void bind(PreparedStatement statement, int from, Row row) throws SQLException {
    Ban ban = row.ban;
    statement.setLong(from, row.id);
    statement.setString(from + 1, ban.prefix().toString());
    statement.setLong(from + 2, ban.since().toEpochMilli());
    BanRow.bind(statement, from + 3, ban.expires());
    statement.setInt(from + 4, ban.port());
    statement.setLong(from + 5, ban.hits());
    statement.setLong(from + 6, ban.dropped());
    statement.setBytes(from + 7, row.packet);
  }
}
