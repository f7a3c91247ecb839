package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
      SELECT max(id), count(*),
        group_concat(concat_ws(' ', id, prefix, since, coalesce(expires, 0), dropped), char(10))
      FROM (SELECT id, prefix, since, expires, dropped FROM ban WHERE id > ? ORDER BY id LIMIT ?)\
      """;

  private static final int CHUNK = 2_000;

  /** Chunks that are read before they are asked for. */
  private static final int AHEAD = 4;

  /** Rows as SQLite has given them, and the id of the last one. */
  private static final class Rows {
    final long last;
    final int count;
    final byte[] text;

    Rows(long last, int count, byte[] text) {
      this.last = last;
      this.count = count;
      this.text = text;
    }
  }

  private final PreparedStatement statement;
  private byte[] text = {};
  private int at;

  TermReader(Connection connection) throws SQLException {
    statement = connection.prepareStatement(ROWS);
  }

  /**
   * Passes all bans to {@code sink}, oldest first. Of more than a few, the next ones are read by a
   * second thread meanwhile; so the sink must not use this connection.
   */
  void readAll(Sink sink) throws SQLException {
    Rows first = rows(0, CHUNK / 4);
    pass(first, sink);
    if (first.count < CHUNK / 4) return;
    long[] last = {first.last};
    try (ExecutorService reader =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("read").factory())) {
      Queue<Future<Rows>> ahead = new ArrayDeque<>();
      while (true) {
        while (ahead.size() < AHEAD) {
          ahead.add(
              reader.submit(
                  () -> {
                    Rows rows = rows(last[0], CHUNK);
                    last[0] = rows.last;
                    return rows;
                  }));
        }
        Rows rows = get(ahead.remove());
        if (rows.count == 0) return;
        pass(rows, sink);
      }
    }
  }

  private static Rows get(Future<Rows> rows) throws SQLException {
    try {
      return rows.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException cause) throw cause;
      throw new IllegalStateException("read the bans", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while reading the bans", e);
    }
  }

  /**
   * Passes bans to {@code sink}, oldest first.
   *
   * @param after rows up to this id are passed over
   * @return the id of the last one; {@code after} if there was none
   */
  long read(long after, int limit, Sink sink) throws SQLException {
    Rows rows = rows(after, limit);
    pass(rows, sink);
    return rows.last;
  }

  private Rows rows(long after, int limit) throws SQLException {
    statement.setLong(1, after);
    statement.setInt(2, limit);
    try (ResultSet row = statement.executeQuery()) {
      int count = row.getInt(2);
      return count == 0
          ? new Rows(after, 0, new byte[0])
          : new Rows(row.getLong(1), count, row.getBytes(3));
    }
  }

  private void pass(Rows rows, Sink sink) throws SQLException {
    text = rows.text;
    at = 0;
    while (at < text.length) sink.accept(number(), prefix(), number(), number(), number());
  }

  private Prefix prefix() {
    int start = at;
    while (text[at] != ' ') at++;
    return Prefix.parse(text, start, at++);
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
