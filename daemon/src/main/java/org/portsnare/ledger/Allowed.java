package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/** The part of the allowlist that was added at run time. */
public final class Allowed {
  private final Connection connection;

  private final Set<String> unreadable = new HashSet<>();

  Allowed(Connection connection) {
    this.connection = connection;
  }

  /** Number of rows that could not be read so far. */
  int unreadable() {
    return unreadable.size();
  }

  /** The entries that are still in force. */
  public List<Entry> inForce(Instant now) {
    return Ledger.call(
        "read the ledger",
        () -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "SELECT prefix, until, comment FROM allow WHERE until IS NULL OR until > "
                          + now.toEpochMilli())) {
            List<Entry> allowed = new ArrayList<>();
            while (rows.next()) {
              try {
                Prefix prefix = Prefix.parse(rows.getString(1));
                allowed.add(new Entry(prefix, BanRow.instant(rows, 2), rows.getString(3)));
              } catch (IllegalArgumentException e) {
                unreadable.add(rows.getString(1));
              }
            }
            return allowed;
          }
        });
  }

  /**
   * An entry of the allowlist that was added at run time.
   *
   * @param until when it ends; null for never
   */
  public record Entry(Prefix prefix, @Nullable Instant until, String comment) {}

  /** Adds an entry, or replaces the entry of the same prefix. */
  public void put(Entry entry, Instant now) {
    Ledger.run(
        "write to the ledger",
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement("REPLACE INTO allow VALUES (?, ?, ?, ?)")) {
            statement.setString(1, entry.prefix().toString());
            statement.setLong(2, now.toEpochMilli());
            BanRow.bind(statement, 3, entry.until());
            statement.setString(4, entry.comment());
            statement.executeUpdate();
          }
        });
  }

  /** Removes an entry; false if there is none of exactly this prefix. */
  public boolean remove(Prefix prefix) {
    return Ledger.call(
        "write to the ledger",
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement("DELETE FROM allow WHERE prefix = ?")) {
            statement.setString(1, prefix.toString());
            return statement.executeUpdate() > 0;
          }
        });
  }
}
