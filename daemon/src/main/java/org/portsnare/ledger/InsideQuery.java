package org.portsnare.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.portsnare.ban.Prefix;
import org.portsnare.ledger.LedgerReader.Inside;

/** Looks through all active bans for those inside a network, newest first. */
final class InsideQuery {
  /**
   * Query by the start of the text: SQLite skips the other rows much faster than we could read
   * them.
   */
  private static final String SQL =
      "SELECT prefix FROM ban WHERE ipv6 = ? AND substr(prefix, 1, ?) = ? ORDER BY id DESC";

  private static final String NETWORKS =
      "SELECT prefix FROM ban WHERE "
          + ActiveBans.NETWORKS
          + " AND ipv6 = ? AND substr(prefix, 1, ?) = ?";

  private InsideQuery() {}

  static Inside run(Path file, Prefix network, int limit) throws SQLException {
    long[] count = {0};
    List<Prefix> newest = new ArrayList<>();
    try (Connection reader = Database.connect(file, true)) {
      forEach(
          reader,
          SQL,
          network,
          prefix -> {
            count[0]++;
            if (newest.size() < limit) newest.add(prefix);
          });
    }
    return new Inside(count[0], newest);
  }

  /** As {@link #run}, but only networks, not single addresses; uses the connection that writes. */
  static List<Prefix> networks(Connection connection, Prefix network) throws SQLException {
    List<Prefix> inside = new ArrayList<>();
    forEach(connection, NETWORKS, network, inside::add);
    return inside;
  }

  private static void forEach(
      Connection connection, String sql, Prefix network, Consumer<Prefix> inside)
      throws SQLException {
    String begin = begin(network);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, network.ipv6() ? 1 : 0);
      statement.setInt(2, begin.length());
      statement.setString(3, begin);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Prefix prefix = BanRow.prefix(rows.getString(1));
          if (prefix == null || prefix.equals(network) || !network.contains(prefix)) continue;
          inside.accept(prefix);
        }
      }
    }
  }

  /** The start of the text of every prefix inside a network: its whole octets, or groups. */
  static String begin(Prefix network) {
    byte[] address = network.address();
    StringBuilder begin = new StringBuilder();
    if (!network.ipv6()) {
      for (int i = 0; i < network.length() / 8; i++) {
        begin.append(address[i] & 0xff).append(i < 3 ? "." : "");
      }
      return begin.toString();
    }
    for (int i = 0; i < network.length() / 16; i++) {
      int group = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
      // Groups of zeros may be written in short form.
      if (group == 0) break;
      begin.append(Integer.toHexString(group)).append(i < 7 ? ":" : "");
    }
    return begin.toString();
  }
}
