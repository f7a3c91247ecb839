package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.portsnare.ban.Prefix;

/**
 * The active bans inside each network of a step of the ladder. Prefixes are text in the ledger, so
 * counting the bans inside a network needs this table. It is written only if there is a ladder.
 */
public final class Offenders {
  private final PreparedStatement insert;
  private final PreparedStatement count;
  private final PreparedStatement forget;
  private final PreparedStatement clear;
  private final PreparedStatement end;
  private boolean any;

  Offenders(Connection connection) throws SQLException {
    insert = connection.prepareStatement("INSERT OR IGNORE INTO offender VALUES (?, ?)");
    count = connection.prepareStatement("SELECT count(*) FROM offender WHERE network = ?");
    forget = connection.prepareStatement("DELETE FROM offender WHERE network = ?");
    clear = connection.prepareStatement("DELETE FROM offender");
    end = connection.prepareStatement("DELETE FROM offender WHERE prefix = ?");
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM offender)")) {
      any = row.getBoolean(1);
    }
  }

  /** Notes that there is a ban of {@code prefix} inside {@code network}. */
  public void add(Prefix network, Prefix prefix) {
    Ledger.run(
        "write to the ledger",
        () -> {
          insert.setString(1, network.toString());
          insert.setString(2, prefix.toString());
          insert.executeUpdate();
          any = true;
        });
  }

  /** Number of distinct active bans inside {@code network}. */
  public int count(Prefix network) {
    return Ledger.call(
        "read the ledger",
        () -> {
          count.setString(1, network.toString());
          try (ResultSet row = count.executeQuery()) {
            return row.getInt(1);
          }
        });
  }

  /** Forgets the bans inside {@code network}, which is banned as a whole now. */
  public void forget(Prefix network) {
    Ledger.run(
        "write to the ledger",
        () -> {
          forget.setString(1, network.toString());
          forget.executeUpdate();
        });
  }

  /** Forgets a prefix whose ban has ended. */
  void end(Prefix prefix) throws SQLException {
    if (!any) return;
    end.setString(1, prefix.toString());
    end.executeUpdate();
  }

  /** Forgets all: the ladder has changed. */
  public void clear() {
    Ledger.run("write to the ledger", clear::executeUpdate);
    any = false;
  }
}
