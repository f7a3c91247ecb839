package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;

/**
 * Reads what the kernel needs of the active bans. SQLite answers with many rows at once, and joins
 * each column into one text: row by row and column by column, it takes seven times as long.
 *
 * <p>Consecutive ids are not read. Ids are consecutive unless bans in between have ended.
 */
final class TermReader {
  /** Receives what the kernel needs of one ban, as {@link org.portsnare.ban.BanSink} does. */
  interface Sink {
    void accept(long id, Prefix prefix, long expires, long dropped) throws SQLException;
  }

  /**
   * Query for the last id of a chunk: cheaper than a subquery with a limit, which copies every row.
   */
  private static final String LAST = "SELECT id FROM ban WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?";

  /** Query for a chunk, in the order of the fields of {@link Rows}. */
  private static final String ROWS =
      """
      SELECT max(id), count(*), %s, group_concat(prefix), group_concat(ifnull(expires, 0)), %s
      FROM ban WHERE id > ? AND id <= ?\
      """;

  private static final String SINGLE =
      "SELECT id, prefix, since, ifnull(expires, 0), dropped FROM ban WHERE id > ? AND id <= ?"
          + " ORDER BY id";

  private static final String IDS = "group_concat(id)";
  private static final String NO_IDS = "NULL";
  private static final String ALL = "group_concat(dropped), group_concat(since)";

  /** Columns for the kernel: a third less work than {@link #ALL}. */
  private static final String ENFORCED =
      "group_concat(dropped) FILTER (WHERE " + ActiveBans.NETWORKS + "), NULL";

  private static final int CHUNK = 2_000;

  /** Number of chunks that are read ahead. */
  private static final int AHEAD = 4;

  /** One column of some rows: a text that is read from start to end. */
  private static final class Column {
    private static final byte[] EMPTY = {};

    private final byte[] text;
    private int at;

    Column(byte @Nullable [] text) {
      this.text = text == null ? EMPTY : text;
    }

    /**
     * Whether it has {@code count} values: a value with a comma in it would shift all later values.
     */
    boolean has(int count) {
      int commas = 0;
      for (byte letter : text) {
        if (letter == ',') commas++;
      }
      return count == 0 || commas == count - 1;
    }

    boolean isAtEnd() {
      return at >= text.length;
    }

    /** The next prefix; null if it cannot be read. */
    @Nullable Prefix prefix() {
      int start = at;
      while (at < text.length && text[at] != ',') at++;
      try {
        return Prefix.parse(text, start, at++);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    long number() {
      boolean negative = text[at] == '-';
      if (negative) at++;
      long number = 0;
      while (at < text.length && text[at] != ',') number = number * 10 + (text[at++] - '0');
      at++;
      return negative ? -number : number;
    }
  }

  /** Rows in SQLite's answer. */
  private static final class Rows {
    /** The id of the last row; if there are no rows, the id before them. */
    final long last;

    final int count;
    private final @Nullable Column ids;
    private final Column prefixes;
    private final Column expires;
    private final Column dropped;
    private final Column since;
    private long id;

    /**
     * @param withIds whether ids are among the columns; otherwise they are consecutive
     */
    Rows(long after, ResultSet row, boolean withIds) throws SQLException {
      count = row.getInt(2);
      last = count == 0 ? after : row.getLong(1);
      ids = withIds ? new Column(row.getBytes(3)) : null;
      prefixes = new Column(row.getBytes(4));
      expires = new Column(row.getBytes(5));
      dropped = new Column(row.getBytes(6));
      since = new Column(row.getBytes(7));
      id = after;
    }

    /** Passes the rows up to one that cannot be read; returns the id of the last row passed. */
    long enforce(Sink sink) throws SQLException {
      if (!prefixes.has(count) || !expires.has(count) || last > PrefixIndex.MAX_ID) return id;
      for (int i = 0; i < count; i++) {
        Prefix prefix = prefixes.prefix();
        if (prefix == null) return id;
        id = ids == null ? id + 1 : ids.number();
        long packets = prefix.isAddress() || dropped.isAtEnd() ? 0 : dropped.number();
        sink.accept(id, prefix, expires.number(), packets);
      }
      return last;
    }

    /** All rows; null if one cannot be read. */
    @Nullable List<Term> terms() {
      if (!prefixes.has(count) || !since.has(count) || !dropped.has(count)) return null;
      List<Term> terms = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        Prefix prefix = prefixes.prefix();
        if (prefix == null) return null;
        terms.add(new Term(prefix, since.number(), expires.number(), dropped.number()));
      }
      return terms;
    }
  }

  private final PreparedStatement lastId;
  private final PreparedStatement all;
  private final PreparedStatement withIds;
  private final PreparedStatement following;
  private final PreparedStatement single;
  private final Set<Long> unreadable = new LinkedHashSet<>();

  TermReader(Connection connection) throws SQLException {
    lastId = connection.prepareStatement(LAST);
    all = connection.prepareStatement(ROWS.formatted(NO_IDS, ALL));
    withIds = connection.prepareStatement(ROWS.formatted(IDS, ENFORCED));
    following = connection.prepareStatement(ROWS.formatted(NO_IDS, ENFORCED));
    single = connection.prepareStatement(SINGLE);
  }

  /** The ids of rows that could not be read. */
  Set<Long> unreadable() {
    return unreadable;
  }

  private void pass(Rows rows, Sink sink) throws SQLException {
    long reached = rows.enforce(sink);
    if (reached == rows.last) return;
    oneByOne(
        reached,
        rows.last,
        (id, term) -> sink.accept(id, term.prefix(), term.expires(), term.dropped()));
  }

  private interface TermSink {
    void accept(long id, Term term) throws SQLException;
  }

  /** Reads rows one by one; notes and leaves out the rows that cannot be read. */
  private void oneByOne(long after, long last, TermSink sink) throws SQLException {
    single.setLong(1, after);
    single.setLong(2, last);
    try (ResultSet row = single.executeQuery()) {
      while (row.next()) {
        long id = row.getLong(1);
        Prefix prefix = BanRow.prefix(row.getString(2));
        boolean possible = id > 0 && id <= PrefixIndex.MAX_ID;
        if (prefix == null || !possible) unreadable.add(id);
        else sink.accept(id, new Term(prefix, row.getLong(3), row.getLong(4), row.getLong(5)));
      }
    }
  }

  /**
   * Passes all bans to {@code sink}, oldest first. If there are more than a few, a second thread
   * reads ahead; so the sink must not use this connection.
   */
  void readAll(Sink sink) throws SQLException {
    Rows first = enforced(0, CHUNK / 4);
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
                    Rows rows = enforced(last[0], CHUNK);
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
   * The bans after a row, oldest first.
   *
   * @param after rows up to this id are skipped
   */
  Ledger.Page page(long after, int limit) throws SQLException {
    Rows rows = rows(all, after, lastOf(after, limit), false);
    List<Term> terms = rows.terms();
    boolean isLast = rows.count < limit;
    if (terms != null) return new Ledger.Page(terms, rows.last, isLast);
    List<Term> sound = new ArrayList<>();
    oneByOne(after, rows.last, (_, term) -> sound.add(term));
    return new Ledger.Page(sound, rows.last, isLast);
  }

  private Rows enforced(long after, int limit) throws SQLException {
    long end = lastOf(after, limit);
    boolean follow = end - after == limit;
    return rows(follow ? following : withIds, after, end, !follow);
  }

  private static Rows rows(PreparedStatement statement, long after, long end, boolean withIds)
      throws SQLException {
    statement.setLong(1, after);
    statement.setLong(2, end);
    try (ResultSet row = statement.executeQuery()) {
      return new Rows(after, row, withIds);
    }
  }

  /** The id of the {@code limit}th row; if there are fewer rows, a number above all ids. */
  private long lastOf(long after, int limit) throws SQLException {
    lastId.setLong(1, after);
    lastId.setInt(2, limit - 1);
    try (ResultSet row = lastId.executeQuery()) {
      return row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
  }
}
