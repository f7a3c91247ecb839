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
 *   ID SP PREFIX SP SINCE SP EXPIRES SP DROPPED      numbers in decimal; rows are parted by a comma
 * </pre>
 *
 * Where ids follow on one another, as they do unless bans in between have ended, they are left out.
 */
final class TermReader {
  /** Takes one ban; the numbers as in {@link org.portsnare.ban.Term}. */
  interface Sink {
    void accept(long id, Prefix prefix, long since, long expires, long dropped) throws SQLException;
  }

  /** To find the last id first costs less than a subquery with a limit, which copies every row. */
  private static final String LAST = "SELECT id FROM ban WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?";

  private static final String ROWS =
      """
      SELECT max(id), count(*),
        group_concat(concat_ws(' ', %sprefix, since, ifnull(expires, 0), dropped))
      FROM ban WHERE id > ? AND id <= ?\
      """;

  private static final int CHUNK = 2_000;

  /** Chunks that are read before they are asked for. */
  private static final int AHEAD = 4;

  /** Rows as SQLite has given them. */
  private static final class Rows {
    /** The id before the first one. */
    final long after;

    /** The id of the last one. */
    final long last;

    final int count;

    /** Whether each begins with its id; if not, each follows on the one before. */
    final boolean withIds;

    final byte[] text;

    Rows(long after, long last, int count, boolean withIds, byte[] text) {
      this.after = after;
      this.last = last;
      this.count = count;
      this.withIds = withIds;
      this.text = text;
    }
  }

  private final PreparedStatement lastId;
  private final PreparedStatement withIds;
  private final PreparedStatement following;
  private byte[] text = {};
  private int at;

  TermReader(Connection connection) throws SQLException {
    lastId = connection.prepareStatement(LAST);
    withIds = connection.prepareStatement(ROWS.formatted("id, "));
    following = connection.prepareStatement(ROWS.formatted(""));
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
    long end = lastOf(after, limit);
    boolean follow = end - after == limit;
    PreparedStatement rows = follow ? following : withIds;
    rows.setLong(1, after);
    rows.setLong(2, end);
    try (ResultSet row = rows.executeQuery()) {
      int count = row.getInt(2);
      return count == 0
          ? new Rows(after, after, 0, true, new byte[0])
          : new Rows(after, row.getLong(1), count, !follow, row.getBytes(3));
    }
  }

  /** The id of the last one of so many; if there are fewer, a number that no id reaches. */
  private long lastOf(long after, int limit) throws SQLException {
    lastId.setLong(1, after);
    lastId.setInt(2, limit - 1);
    try (ResultSet row = lastId.executeQuery()) {
      return row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
  }

  private void pass(Rows rows, Sink sink) throws SQLException {
    text = rows.text;
    at = 0;
    long id = rows.after;
    while (at < text.length) {
      id = rows.withIds ? number() : id + 1;
      sink.accept(id, prefix(), number(), number(), number());
    }
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
