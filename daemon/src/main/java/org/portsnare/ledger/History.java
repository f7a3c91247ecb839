package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.portsnare.ledger.query.Slot;

/**
 * How many bans were made in each hour and in each day, by what they have in common. Kept for good,
 * while the bans themselves are forgotten after {@code ledger.keep}.
 */
public final class History {
  static final long HOURS_PER_DAY = 24;

  /** Maximum number of names of one dimension in one hour or day; the others share a count. */
  static final int MAX_NAMES = 500;

  private static final String REST = "";

  /** Name of the note that says up to which id the bans are counted. */
  private static final String COUNTED = "history";

  private final PreparedStatement counted;
  private final PreparedStatement note;
  private final Table hours;
  private final Table days;

  /** The highest id that can be counted: a damaged file may have lost bans, but not the note. */
  private long highest;

  /**
   * @param lastId the highest id of a ban
   */
  History(Connection connection, long lastId) throws SQLException {
    highest = lastId;
    counted =
        connection.prepareStatement(
            "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '"
                + COUNTED
                + "'), 0)");
    note = connection.prepareStatement("REPLACE INTO meta VALUES ('" + COUNTED + "', ?)");
    hours = new Table(connection, "hour");
    days = new Table(connection, "day");
  }

  /** The statements of one of the two tables. */
  private static final class Table {
    private final PreparedStatement add;
    private final PreparedStatement hasRoom;

    Table(Connection connection, String name) throws SQLException {
      add =
          connection.prepareStatement(
              "INSERT INTO "
                  + name
                  + " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (at, what, name)"
                  + " DO UPDATE SET number = number + excluded.number");
      hasRoom =
          connection.prepareStatement(
              "SELECT EXISTS (SELECT 1 FROM "
                  + name
                  + " WHERE at = ?1 AND what = ?2 AND name = ?3) OR (SELECT count(*) FROM "
                  + name
                  + " WHERE at = ?1 AND what = ?2) < "
                  + MAX_NAMES);
    }

    void add(long at, Slot slot, long number) throws SQLException {
      bind(add, at, slot, hasRoom(at, slot) ? slot.name() : REST);
      add.setLong(4, number);
      add.executeUpdate();
    }

    /** A sender can choose from 65,535 ports. */
    private boolean hasRoom(long at, Slot slot) throws SQLException {
      bind(hasRoom, at, slot, slot.name());
      try (ResultSet row = hasRoom.executeQuery()) {
        return row.getBoolean(1);
      }
    }

    private static void bind(PreparedStatement statement, long at, Slot slot, String name)
        throws SQLException {
      statement.setLong(1, at);
      statement.setString(2, slot.dimension().label());
      statement.setString(3, name);
    }
  }

  /** Bans up to this id are counted. */
  public long counted() {
    return Ledger.call(
        "read the ledger",
        () -> {
          try (ResultSet row = counted.executeQuery()) {
            return Math.min(highest, row.getLong(1));
          }
        });
  }

  /**
   * Adds counts of bans.
   *
   * @param upTo id of the last ban that they are about
   */
  public void add(Map<Slot, Long> counts, long upTo) {
    add(counts);
    highest = Math.max(highest, upTo);
    Ledger.run(
        "write to the ledger",
        () -> {
          note.setString(1, Long.toString(upTo));
          note.executeUpdate();
        });
  }

  /** Adds counts of something else than bans. */
  public void add(Map<Slot, Long> counts) {
    Ledger.run(
        "write to the ledger",
        () -> {
          for (Map.Entry<Slot, Long> count : counts.entrySet()) {
            Slot slot = count.getKey();
            hours.add(slot.hour(), slot, count.getValue());
            days.add(slot.hour() / HOURS_PER_DAY, slot, count.getValue());
          }
        });
  }
}
