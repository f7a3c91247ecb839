package org.portsnare.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ledger.query.BanQuery;

/**
 * Reads the ledger on connections of its own, so any thread may, while another writes. It sees what
 * was committed last, and changes nothing.
 */
public final class LedgerReader {
  private static final String READ = "read the ledger";

  private final Path file;

  LedgerReader(Path file) {
    this.file = file;
  }

  /** Passes all active bans that match to {@code consumer}, newest first. */
  public void list(BanQuery query, Consumer<Ban> consumer) {
    list(
        BanRow.READ,
        query,
        row -> {
          Ban ban = BanRow.readable(row);
          if (ban != null) consumer.accept(ban);
        });
  }

  /** As {@link #list}, but only the prefixes. */
  public void listPrefixes(BanQuery query, Consumer<String> consumer) {
    list("prefix", query, row -> consumer.accept(row.getString(1)));
  }

  private void list(String columns, BanQuery query, ActiveBans.RowConsumer consumer) {
    String from = query.observed() ? "observed WHERE 1" : "ban WHERE 1";
    String sql =
        "SELECT "
            + columns
            + " FROM "
            + from
            + (query.since() == null ? "" : " AND since >= " + query.since().toEpochMilli())
            + (query.port() == 0 ? "" : " AND port = " + query.port())
            + (query.evidence() == null ? "" : " AND evidence = '" + query.evidence().label() + "'")
            + (query.observed() ? " ORDER BY since DESC" : " ORDER BY id DESC")
            + (query.limit() == 0 ? "" : " LIMIT " + query.limit());
    Ledger.run(
        "list the ledger for " + query,
        () -> {
          try (Connection reader = Database.connect(file, true);
              Statement statement = reader.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) consumer.accept(rows);
          }
        });
  }

  /**
   * Active bans inside a network, without a ban of the network itself.
   *
   * @param count number of such bans
   * @param newest the newest of them
   */
  public record Inside(long count, List<Prefix> newest) {}

  /**
   * Finds all active bans inside {@code network}.
   *
   * @param limit maximum number of bans in {@link Inside#newest}
   */
  public Inside inside(Prefix network, int limit) {
    return Ledger.call(READ, () -> InsideQuery.run(file, network, limit));
  }

  /** A snapshot of all that is committed now. */
  public BanSnapshot snapshot() {
    return Ledger.call(
        "read the ledger " + file, () -> new BanSnapshot(Database.connect(file, true)));
  }

  /**
   * How many of the newest active bans are less than an hour or a day old.
   *
   * @param lastHour bans of the last hour
   * @param lastDay bans of the last 24 hours
   * @param complete whether all of them were counted; otherwise there are more
   */
  public record Recent(long lastHour, long lastDay, boolean complete) {}

  /**
   * Counts the newest active bans.
   *
   * @param limit maximum number of bans that are counted
   */
  public Recent recent(Instant now, int limit) {
    long hour = now.minus(Duration.ofHours(1)).toEpochMilli();
    long day = now.minus(Duration.ofDays(1)).toEpochMilli();
    String sql =
        "SELECT coalesce(sum(since > "
            + hour
            + "), 0), coalesce(sum(since > "
            + day
            + "), 0) FROM (SELECT since FROM ban ORDER BY id DESC LIMIT "
            + limit
            + ")";
    return Ledger.call(
        READ,
        () -> {
          try (Connection reader = Database.connect(file, true);
              Statement statement = reader.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            return new Recent(row.getLong(1), row.getLong(2), row.getLong(2) < limit);
          }
        });
  }
}
