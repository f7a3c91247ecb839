package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What banned senders have said behind their handshake: a few packets a ban. */
final class Said {
  private final PreparedStatement insert;
  private final PreparedStatement select;

  Said(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO said SELECT id, ?, ? FROM ban WHERE id = ?"
                + " AND (SELECT count(*) FROM said WHERE said.ban = ban.id) < ?"
                // Nobody acknowledges it, so it comes again and again.
                + " AND NOT EXISTS (SELECT 1 FROM said WHERE said.ban = ban.id"
                + " AND substr(said.packet, ?) = ?)");
    select = connection.prepareStatement("SELECT packet FROM said WHERE ban = ? ORDER BY rowid");
  }

  /**
   * Keeps a packet with an active ban, unless that has one with the same words, or {@code limit}
   * already.
   *
   * @param from where in the packet its words begin, behind the headers
   */
  void add(long ban, Instant time, byte[] packet, int from, int limit) {
    Ledger.run(
        "write to the ledger",
        () -> {
          insert.setLong(1, time.toEpochMilli());
          insert.setBytes(2, packet);
          insert.setLong(3, ban);
          insert.setInt(4, limit);
          insert.setInt(5, from + 1);
          insert.setBytes(6, Arrays.copyOfRange(packet, from, packet.length));
          insert.executeUpdate();
        });
  }

  List<byte[]> of(long ban) throws SQLException {
    List<byte[]> packets = new ArrayList<>();
    select.setLong(1, ban);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) packets.add(rows.getBytes(1));
    }
    return packets;
  }
}
