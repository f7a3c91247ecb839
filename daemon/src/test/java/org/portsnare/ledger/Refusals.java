package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Has a ledger refuse changes, as on a disk that is full. */
public final class Refusals {
  private static final List<String> CHANGES = List.of("INSERT", "UPDATE", "DELETE");

  private Refusals() {}

  /** From now on it refuses every change of this table. */
  public static void begin(Ledger ledger, String sqlTable) {
    for (String what : CHANGES) {
      sql(
          ledger,
          "CREATE TRIGGER refuse_%s_%s BEFORE %s ON %s BEGIN SELECT RAISE(ABORT, 'refused'); END"
              .formatted(what, sqlTable, what, sqlTable));
    }
  }

  /** It takes them again. */
  public static void end(Ledger ledger, String sqlTable) {
    for (String what : CHANGES) {
      sql(ledger, "DROP TRIGGER refuse_%s_%s".formatted(what, sqlTable));
    }
  }

  /** Through a connection of its own, so nothing that the ledger has read may stay open. */
  private static void sql(Ledger ledger, String statement) {
    ledger.rollback();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + ledger.path());
        Statement run = other.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }
}
