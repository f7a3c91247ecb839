package org.portsnare.ledger;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ledger.query.Listed;
import org.portsnare.ledger.query.PastBan;

/** The table {@code past}: bans that have ended. */
final class PastBans {
  /**
   * Condition for past bans that make the next one longer: not replaced by another, and not of a
   * sender that did not scan.
   */
  private static final String COUNTED =
      " AND ending NOT IN ('replaced', 'no sender') AND trigger <> 'browser'";

  private final Connection connection;
  private final PreparedStatement move;
  private final PreparedStatement moveDue;
  private final PreparedStatement deleteDue;
  private final PreparedStatement count;
  private final PreparedStatement counts;
  private final PreparedStatement lastBrowser;
  private final PreparedStatement lastEnd;
  private final PreparedStatement oldest;
  private final PreparedStatement forget;
  private final PreparedStatement forgetSaid;
  private boolean any;

  PastBans(Connection connection) throws SQLException {
    this.connection = connection;
    move = connection.prepareStatement("INSERT INTO past SELECT *, ?, ? FROM ban WHERE id = ?");
    String due = " FROM ban WHERE expires IS NOT NULL AND expires <= ?";
    moveDue = connection.prepareStatement("INSERT INTO past SELECT *, expires, 'expired'" + due);
    deleteDue = connection.prepareStatement("DELETE" + due);
    count = connection.prepareStatement("SELECT count(*) FROM past WHERE prefix = ?" + COUNTED);
    counts =
        connection.prepareStatement(
            "SELECT prefix, count(*) FROM past WHERE prefix IN (SELECT value FROM json_each(?))"
                + COUNTED
                + " GROUP BY prefix");
    lastBrowser =
        connection.prepareStatement(
            "SELECT max(since) FROM past WHERE prefix = ? AND trigger = 'browser'");
    lastEnd = connection.prepareStatement("SELECT max(ended) FROM past WHERE prefix = ?");
    oldest =
        connection.prepareStatement(
            "SELECT id, since, ended FROM past WHERE id > ? ORDER BY id LIMIT ?");
    forget = connection.prepareStatement("DELETE FROM past WHERE id = ?");
    forgetSaid = connection.prepareStatement("DELETE FROM said WHERE ban = ?");
    any = ActiveBans.number(connection, "SELECT EXISTS (SELECT 1 FROM past)") != 0;
  }

  boolean exists() {
    return any;
  }

  /** Copies the row of an active ban. */
  void add(long id, Instant when, String why) throws SQLException {
    move.setLong(1, when.toEpochMilli());
    move.setString(2, why);
    move.setLong(3, id);
    move.executeUpdate();
    any = true;
  }

  /** Moves all rows whose time has come to this table, and returns how many it moved. */
  int addDue(Instant now) throws SQLException {
    moveDue.setLong(1, now.toEpochMilli());
    moveDue.executeUpdate();
    deleteDue.setLong(1, now.toEpochMilli());
    int moved = deleteDue.executeUpdate();
    any |= moved > 0;
    return moved;
  }

  /** When the last browser's ban of exactly this prefix began. */
  @Nullable Instant lastBrowser(Prefix prefix) throws SQLException {
    if (!any) return null;
    lastBrowser.setString(1, prefix.toString());
    try (ResultSet row = lastBrowser.executeQuery()) {
      return BanRow.instant(row, 1);
    }
  }

  /** Number of past bans of exactly this prefix that make the next ban longer. */
  int countOf(Prefix prefix) throws SQLException {
    if (!any) return 0;
    count.setString(1, prefix.toString());
    try (ResultSet row = count.executeQuery()) {
      return row.getInt(1);
    }
  }

  /**
   * As {@link #countOf}, for many prefixes with one statement. Prefixes without any are not in the
   * answer.
   */
  Map<Prefix, Integer> countsOf(Collection<Prefix> prefixes) throws SQLException {
    if (!any || prefixes.isEmpty()) return Map.of();
    counts.setString(
        1, prefixes.stream().map(Prefix::toString).collect(joining("\",\"", "[\"", "\"]")));
    Map<Prefix, Integer> found = new HashMap<>();
    try (ResultSet rows = counts.executeQuery()) {
      while (rows.next()) found.put(Prefix.parse(rows.getString(1)), rows.getInt(2));
    }
    return found;
  }

  List<Ledger.End> endedSince(Instant time) throws SQLException {
    String sql = "SELECT prefix, ended, ending FROM past WHERE ended >= ? ORDER BY id";
    List<Ledger.End> ends = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, time.toEpochMilli());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Prefix prefix = BanRow.prefix(rows.getString(1));
          Instant when = Instant.ofEpochMilli(rows.getLong(2));
          if (prefix != null) ends.add(new Ledger.End(prefix, when, rows.getString(3)));
        }
      }
    }
    return ends;
  }

  @Nullable Instant lastEnd(Prefix prefix) throws SQLException {
    if (!any) return null;
    lastEnd.setString(1, prefix.toString());
    try (ResultSet row = lastEnd.executeQuery()) {
      return BanRow.instant(row, 1);
    }
  }

  /** The past bans of prefixes that contain {@code address}, newest first. */
  List<PastBan> around(Prefix address, int limit, Said said) throws SQLException {
    if (!any) return List.of();
    String sql =
        "SELECT "
            + BanRow.READ
            + ", packet, ended, ending, id FROM past WHERE prefix IN ("
            + "?, ".repeat(address.length())
            + "?) ORDER BY id DESC LIMIT ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int length = 0; length <= address.length(); length++) {
        statement.setString(length + 1, address.widened(length).toString());
      }
      statement.setInt(address.length() + 2, limit);
      List<PastBan> bans = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          PastBan ban = BanRow.past(rows, said);
          if (ban != null) bans.add(ban);
        }
      }
      return bans;
    }
  }

  /** See {@link Ledger#bansAfter}. */
  static long after(Connection connection, long after, int limit, Consumer<Listed> consumer)
      throws SQLException {
    String some =
        "SELECT * FROM (SELECT "
            + BanRow.READ
            + ", packet, id FROM %s WHERE id > ?1 AND id <= "
            + PrefixIndex.MAX_ID
            + " ORDER BY id LIMIT ?2)";
    String sql =
        some.formatted("ban") + " UNION ALL " + some.formatted("past") + " ORDER BY id LIMIT ?2";
    long last = after;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, after);
      statement.setInt(2, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          last = rows.getLong(BanRow.COUNT + 2);
          Ban ban = BanRow.readable(rows);
          if (ban == null) continue;
          consumer.accept(Listed.of(last, ban, rows.getBytes(BanRow.COUNT + 1)));
        }
      }
    }
    return last;
  }

  /** See {@link Ledger#forgetPast}. */
  long forget(Instant time, long after, int limit) throws SQLException {
    long last = after;
    long newest = Long.MIN_VALUE;
    int seen = 0;
    List<Long> old = new ArrayList<>();
    oldest.setLong(1, after);
    oldest.setInt(2, limit);
    try (ResultSet rows = oldest.executeQuery()) {
      for (; rows.next(); seen++) {
        last = rows.getLong(1);
        newest = Math.max(newest, rows.getLong(2));
        if (Math.max(rows.getLong(2), rows.getLong(3)) < time.toEpochMilli()) old.add(last);
      }
    }
    for (long id : old) {
      forgetSaid.setLong(1, id);
      forgetSaid.executeUpdate();
      forget.setLong(1, id);
      forget.executeUpdate();
    }
    return seen < limit || newest >= time.toEpochMilli() ? 0 : last;
  }
}
