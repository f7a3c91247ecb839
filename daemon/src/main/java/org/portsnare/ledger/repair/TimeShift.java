package org.portsnare.ledger.repair;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Corrects times that were written while the clock was wrong. */
public final class TimeShift {
  private static final String BANS = " WHERE since >= ?2 AND id > ?3";

  private static final String[] SHIFTS = {
    "UPDATE ban SET since = since + ?1, expires = expires + ?1" + BANS,
    "UPDATE past SET since = since + ?1, expires = expires + ?1" + BANS,
    // Other bans ended at the end that was planned for them.
    "UPDATE past SET ended = ended + ?1 WHERE ended >= ?2 AND (ending <> 'expired' OR id > ?3)",
    "UPDATE said SET seen = seen + ?1 WHERE seen >= ?2 AND (ban > ?3 OR ?3 = 0)",
    "UPDATE observed SET since = since + ?1, expires = expires + ?1 WHERE since >= ?2",
    "UPDATE allow SET since = since + ?1, until = until + ?1 WHERE since >= ?2",
  };

  /** Statements for rows that begin later than now: they were written by a clock in the future. */
  private static final String[] FROM_THE_FUTURE = {
    "UPDATE ban SET expires = expires - (since - ?1), since = ?1 WHERE since > ?1",
    "UPDATE past SET expires = expires - (since - ?1), since = ?1 WHERE since > ?1",
    "UPDATE observed SET expires = expires - (since - ?1), since = ?1 WHERE since > ?1",
    "UPDATE allow SET until = until - (since - ?1), since = ?1 WHERE since > ?1",
  };

  /**
   * Query for the newest past ban of each prefix that has no active ban, unless a later ban was
   * ended by something else than its time.
   */
  private static final String REVIVED =
      """
      SELECT max(id) FROM past
      WHERE ending = 'expired' AND expires > ? AND prefix NOT IN (SELECT prefix FROM ban)
        AND NOT EXISTS (
          SELECT 1 FROM past AS later
          WHERE later.prefix = past.prefix AND later.id > past.id AND later.ending <> 'expired')
      GROUP BY prefix
      """;

  private static final String COLUMNS =
      "id, prefix, ipv6, length, since, expires, fixed, trigger, evidence, protocol, port, hits,"
          + " dropped, nth, reason, interface, packet";

  private final Connection connection;

  public TimeShift(Connection connection) {
    this.connection = connection;
  }

  /**
   * Moves the times that were written by the wrong clock.
   *
   * @param from since when the clock was wrong, by that clock
   * @param lastId id of the last ban at that time
   */
  public void shift(Instant from, long lastId, Duration later) throws SQLException {
    for (String sql : SHIFTS) {
      update(sql, later.toMillis(), from.toEpochMilli(), lastId);
    }
  }

  public void leaveTheFuture(Instant now) throws SQLException {
    for (String sql : FROM_THE_FUTURE) {
      update(sql, now.toEpochMilli());
    }
  }

  /** Makes bans active again that ended too early, and returns how many. */
  public int revive(Instant now) throws SQLException {
    String sql = "INSERT INTO ban SELECT " + COLUMNS + " FROM past WHERE id IN (" + REVIVED + ")";
    int revived = update(sql, now.toEpochMilli());
    update("DELETE FROM past WHERE id IN (SELECT id FROM ban)");
    update("UPDATE past SET ended = ?1 WHERE ended > ?1", now.toEpochMilli());
    return revived;
  }

  private int update(String sql, long... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int count = statement.getParameterMetaData().getParameterCount();
      for (int i = 0; i < count; i++) statement.setLong(i + 1, values[i]);
      return statement.executeUpdate();
    }
  }
}
