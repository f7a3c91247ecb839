package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ledger.query.PastBan;

/** Senders that are recorded as if they were banned, but are not: one row each. */
public final class Observed {
  /** Maximum number of rows; further senders are not recorded. */
  static final long MAX_ROWS = 1_000_000;

  private final PreparedStatement record;
  private final PreparedStatement forget;
  private final PreparedStatement find;
  private final PreparedStatement count;
  private final PreparedStatement countSince;
  private long rows;
  private long passedOver;

  Observed(Connection connection) throws SQLException {
    record =
        connection.prepareStatement(
            "INSERT INTO observed ("
                + BanRow.COLUMNS
                + ", packet) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (prefix)"
                + " DO UPDATE SET hits = hits + 1, expires = excluded.expires RETURNING hits");
    forget =
        connection.prepareStatement(
            "DELETE FROM observed WHERE expires IS NOT NULL AND expires <= ?");
    find =
        connection.prepareStatement(
            "SELECT " + BanRow.READ + ", packet FROM observed WHERE prefix = ?");
    count = connection.prepareStatement("SELECT count(*) FROM observed");
    countSince =
        connection.prepareStatement(
            "SELECT count(*) FROM observed WHERE trigger <> 'udp' AND since > ?");
    try (ResultSet row = count.executeQuery()) {
      rows = row.getLong(1);
    }
  }

  /**
   * Records a hypothetical ban, or another hit of a sender that is recorded already.
   *
   * @param packet the packet that would have led to the ban
   */
  public void record(Ban asIf, byte @Nullable [] packet) {
    if (rows >= MAX_ROWS) {
      passedOver++;
      return;
    }
    Ledger.run(
        "write to the ledger",
        () -> {
          BanRow.bind(record, asIf);
          record.setBytes(14, packet);
          try (ResultSet row = record.executeQuery()) {
            if (row.next() && row.getLong(1) == asIf.hits()) rows++;
          }
        });
  }

  /** Deletes the senders whose ban would have ended. */
  public void expire(Instant now) {
    Ledger.run(
        "write to the ledger",
        () -> {
          forget.setLong(1, now.toEpochMilli());
          forget.executeUpdate();
          try (ResultSet row = count.executeQuery()) {
            rows = row.getLong(1);
          }
        });
  }

  /** The record of exactly this prefix. */
  public Optional<PastBan> find(Prefix prefix) {
    return Ledger.call(
        "read the ledger",
        () -> {
          find.setString(1, prefix.toString());
          try (ResultSet row = find.executeQuery()) {
            if (!row.next()) return Optional.empty();
            Ban ban = BanRow.readable(row);
            if (ban == null) return Optional.empty();
            byte[] packet = row.getBytes(BanRow.COUNT + 1);
            return Optional.of(
                new PastBan(ban, packet == null ? new byte[0] : packet, List.of(), null, ""));
          }
        });
  }

  /** Number of senders that were recorded for a TCP packet, first after {@code time}. */
  public long countSince(Instant time) {
    return Ledger.call(
        "read the ledger",
        () -> {
          countSince.setLong(1, time.toEpochMilli());
          try (ResultSet row = countSince.executeQuery()) {
            return row.getLong(1);
          }
        });
  }

  /** Number of recorded senders. */
  public long count() {
    return rows;
  }

  /** Number of hits that were not recorded because there were too many senders. */
  public long passedOver() {
    return passedOver;
  }
}
