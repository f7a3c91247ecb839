package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.portsnare.packet.PacketHeader;

/** Packets that banned senders sent after their handshake: a few per ban. */
final class Said {
  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final PreparedStatement longer;
  private final PacketHeader said = new PacketHeader();
  private final PacketHeader before = new PacketHeader();

  Said(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO said SELECT id, ?, ? FROM ban WHERE id = ?"
                + " AND (SELECT count(*) FROM said WHERE said.ban = ban.id) < ?"
                // No side acknowledges the packet, so the sender repeats it.
                + " AND NOT EXISTS (SELECT 1 FROM said WHERE said.ban = ban.id"
                + " AND substr(said.packet, ?) = ?)");
    select =
        connection.prepareStatement("SELECT packet, rowid FROM said WHERE ban = ? ORDER BY rowid");
    longer = connection.prepareStatement("UPDATE said SET packet = ? WHERE rowid = ?");
  }

  /**
   * Keeps a packet with an active ban, unless the ban has a packet with the same payload, or has
   * {@code limit} packets already.
   *
   * @param from offset of the payload in the packet, after the headers
   */
  void add(long ban, Instant time, byte[] packet, int from, int limit) {
    Ledger.run(
        "write to the ledger",
        () -> {
          if (isRepeated(ban, packet, from)) return;
          insert.setLong(1, time.toEpochMilli());
          insert.setBytes(2, packet);
          insert.setLong(3, ban);
          insert.setInt(4, limit);
          insert.setInt(5, from + 1);
          insert.setBytes(6, Arrays.copyOfRange(packet, from, packet.length));
          insert.executeUpdate();
        });
  }

  /**
   * A TCP sender that gets no answer sends the same data again, perhaps with more data after it.
   */
  private boolean isRepeated(long ban, byte[] packet, int from) throws SQLException {
    if (!said.decode(packet, 0, packet.length) || !said.hasTcp()) return false;
    select.setLong(1, ban);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        byte[] kept = rows.getBytes(1);
        boolean same =
            before.decode(kept, 0, kept.length)
                && before.hasTcp()
                && before.sourcePort() == said.sourcePort()
                && before.destinationPort() == said.destinationPort()
                && before.tcpSequence() == said.tcpSequence();
        if (!same) continue;
        if (packet.length - from > kept.length - before.payloadAt()) {
          longer.setBytes(1, packet);
          longer.setLong(2, rows.getLong(2));
          longer.executeUpdate();
        }
        return true;
      }
    }
    return false;
  }

  public List<byte[]> of(long ban) throws SQLException {
    List<byte[]> packets = new ArrayList<>();
    select.setLong(1, ban);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) packets.add(rows.getBytes(1));
    }
    return packets;
  }
}
