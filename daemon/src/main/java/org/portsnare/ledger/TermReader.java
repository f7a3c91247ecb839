package org.portsnare.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/**
 * Reads what the kernel has to know of the active bans, many rows with one answer of SQLite: row by
 * row and column by column it takes twice as long.
 *
 * <pre>
 *   ID SP PREFIX SP SINCE SP EXPIRES SP DROPPED      numbers in decimal; rows are parted by a newline
 * </pre>
 */
final class TermReader {
  /** Takes one ban; the numbers as in {@link org.portsnare.ban.Term}. */
  interface Sink {
    void accept(long id, Prefix prefix, long since, long expires, long dropped) throws SQLException;
  }

  private static final String ROWS =
      """
      SELECT group_concat(concat_ws(' ', id, prefix, since, coalesce(expires, 0), dropped), char(10))
      FROM (SELECT id, prefix, since, expires, dropped FROM ban WHERE id > ? ORDER BY id LIMIT ?)\
      """;

  private static final int CHUNK = 2_000;

  private final PreparedStatement statement;
  private byte[] text = {};
  private int at;

  TermReader(Connection connection) throws SQLException {
    statement = connection.prepareStatement(ROWS);
  }

  /** Passes all bans to {@code sink}, oldest first. */
  void readAll(Sink sink) throws SQLException {
    long last = 0;
    long after;
    do {
      after = last;
      last = read(after, CHUNK, sink);
    } while (last != after);
  }

  /**
   * Passes bans to {@code sink}, oldest first.
   *
   * @param after rows up to this id are passed over
   * @return the id of the last one; {@code after} if there was none
   */
  long read(long after, int limit, Sink sink) throws SQLException {
    byte[] rows = rows(after, limit);
    if (rows == null) return after;
    text = rows;
    at = 0;
    long id = after;
    while (at < text.length) {
      id = number();
      Prefix prefix = prefix();
      sink.accept(id, prefix, number(), number(), number());
    }
    return id;
  }

  private byte @Nullable [] rows(long after, int limit) throws SQLException {
    statement.setLong(1, after);
    statement.setInt(2, limit);
    try (ResultSet row = statement.executeQuery()) {
      return row.getBytes(1);
    }
  }

  private Prefix prefix() {
    int start = at;
    while (text[at] != ' ') at++;
    return Prefix.parse(new String(text, start, at++ - start, StandardCharsets.ISO_8859_1));
  }

  /** The number at the cursor, which goes behind the character that ends it. */
  private long number() {
    boolean negative = text[at] == '-';
    if (negative) at++;
    long number = 0;
    while (at < text.length && text[at] >= '0') number = number * 10 + (text[at++] - '0');
    at++;
    return negative ? -number : number;
  }
}
